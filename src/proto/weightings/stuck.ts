import type { Weighting } from "./weighting.ts";

/**
 * Positions that stay wrong count more while a fit that is nearly right comes no further: a single one
 * may keep a loss of many nats for hundreds of steps, which the mean over a long text hardly feels. The
 * weights then stay for as long as it takes to find out whether they helped: an optimiser that goes by
 * curvature cannot follow a loss that is another one at every step.
 */
export interface StuckRule {
  /** Its name. */
  readonly by: "stuck";
  /** Passes without more tokens right than ever before, and since weights last changed. */
  readonly patienceSteps: number;
  /** Share of right tokens that it wants, 0…1: before that all positions have far to go. */
  readonly share: number;
  /** Weight of a position that was wrong then. */
  readonly weight: number;
}

export const stuck: Weighting<StuckRule> = (
  { patienceSteps, share, weight },
  { tokens, last, kept },
) => {
  const chosen = (at: number) => `position ${at}`;
  if (last !== undefined) {
    const right = last.hits.filter(Boolean).length;
    const isBetter = right > (kept.mostRight ?? -1);
    if (isBetter) kept.mostRight = right;
    kept.idleSteps = isBetter ? 0 : kept.idleSteps + 1;
    if (kept.idleSteps >= patienceSteps && right >= share * tokens) {
      kept.idleSteps = 0;
      last.hits.forEach((isRight, at) => kept[chosen(at)] = Number(!isRight));
    }
  }
  return Float32Array.from({ length: tokens }, (_, at) => kept[chosen(at)] === 1 ? weight : 1);
};
