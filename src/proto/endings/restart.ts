import type { Ending } from "./ending.ts";

/** When a fit gives up on its starting point and takes the next seed. */
export interface RestartRule {
  /** Steps without a better accuracy after which a start counts as stalled. */
  readonly patienceSteps: number;
  /** Starts in all, the first included. */
  readonly starts: number;
}

/** null: the first start has the whole budget. */
export const restart: Ending<RestartRule | null> = (rule, { steps, bestStep, earlier }) =>
  rule !== null && earlier + 1 < rule.starts && steps - bestStep >= rule.patienceSteps;
