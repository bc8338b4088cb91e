import { fitKind } from "../experiments/fit.ts";
import type { PlanContext } from "../experiments/plan_context.ts";
import type { PlannedFit } from "../experiments/plan_fit.ts";
import type { GatheredProfile } from "./gather.ts";

/** Timing of a length, done on whatever texts of that length came out exact. */
export interface PlannedThroughput {
  readonly tokens: number;
  readonly repetitions: number;
  /** Most texts that are timed. Default: 1. */
  readonly texts?: number;
}

/** What a run will do, in order. */
export interface Plan {
  readonly fits: readonly PlannedFit[];
  readonly throughput: readonly PlannedThroughput[];
}

/** Turns a profile into jobs: pure data, the same for the same profile, texts, model and code. */
export function planJobs(
  { fits, throughput: { tokens, ...each } }: GatheredProfile,
  context: PlanContext,
): Plan {
  return {
    fits: fits.flatMap((given) => fitKind.plan(given, context)),
    throughput: tokens.map((count) => ({ tokens: count, ...each })),
  };
}
