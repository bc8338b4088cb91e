import type { Weighting } from "./weighting.ts";

/** Positions that are right by a margin count less, the first one as much as is said. */
export interface FocusRule {
  /** Its name. */
  readonly by: "focus";
  /** Loss, nats, below which a right position counts as safe. */
  readonly safeNats: number;
  /** Weight of a safe position. */
  readonly safeWeight: number;
  /** Weight of the first position, which sees e alone. */
  readonly firstWeight: number;
}

export const focus: Weighting<FocusRule> = ({ safeNats, safeWeight, firstWeight }, positions) => {
  const { tokens, last } = positions;
  const weights = new Float32Array(tokens).fill(1);
  weights[0] = firstWeight;
  last?.lossesNats.forEach((nats, i) => {
    if (nats < safeNats && last.hits[i]) weights[i] *= safeWeight;
  });
  return weights;
};
