import type { Weighting } from "./weighting.ts";

/**
 * The text grows: only its first positions count, and more when those are right. Under causal
 * attention a prefix does not see what comes after it, so this is the fit of the prefix, in the
 * graph of the whole.
 */
export interface GrowthRule {
  /** Its name. */
  readonly by: "growth";
  /** Positions that count at first. */
  readonly from: number;
  /** They are multiplied by this when enough of them are right. */
  readonly factor: number;
  /** Share of them that is enough, 0…1. */
  readonly share: number;
}

export const growth: Weighting<GrowthRule> = ({ from, factor, share }, { tokens, last, kept }) => {
  kept.grownTo ??= Math.min(from, tokens);
  const right = last?.hits.slice(0, kept.grownTo).filter(Boolean).length ?? 0;
  if (right >= share * kept.grownTo) {
    kept.grownTo = Math.min(tokens, Math.ceil(kept.grownTo * factor));
  }
  // The mean is over those that count, as it would be in a graph of their length.
  const weight = tokens / kept.grownTo;
  return Float32Array.from({ length: tokens }, (_, i) => i < kept.grownTo ? weight : 0);
};
