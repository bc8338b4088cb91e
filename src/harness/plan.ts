import { fitKind } from "../experiments/fit.ts";
import type { PlanContext } from "../experiments/plan_context.ts";
import type { PlannedFit } from "../experiments/plan_fit.ts";
import type { Profile } from "./profile.ts";

/** Timing of a length, done on whatever fit of that length came out exact. */
export interface PlannedThroughput {
  readonly tokens: number;
  readonly repetitions: number;
}

/** What a run will do, in order. */
export interface Plan {
  readonly fits: readonly PlannedFit[];
  readonly throughput: readonly PlannedThroughput[];
}

/** Turns a profile into jobs: pure data, the same for the same profile, model and code. */
export async function planJobs(profile: Profile, context: PlanContext): Promise<Plan> {
  const fits: PlannedFit[] = [];
  for (const entry of profile.fits) fits.push(...await fitKind.plan(entry, context));
  const { tokens, repetitions } = profile.throughput;
  return { fits, throughput: tokens.map((count) => ({ tokens: count, repetitions })) };
}
