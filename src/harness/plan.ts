import type { PlanContext } from "../experiments/plan_context.ts";
import { planFit, type PlannedFit } from "../experiments/plan_fit.ts";
import { targetsOf } from "../experiments/text_targets.ts";
import type { FitJob, ThroughputJob } from "../records/record.ts";
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
  for (const plan of profile.fits) {
    for (const tokens of plan.tokens) {
      const texts = await targetsOf(plan, tokens, context);
      for (const seed of plan.seeds) {
        for (const text of texts) fits.push(planFit(text, { ...plan, seed }, context));
      }
    }
  }
  const { tokens, repetitions } = profile.throughput;
  return { fits, throughput: tokens.map((count) => ({ tokens: count, repetitions })) };
}

/** The timing job on a fit that came out exact. */
export function planThroughput(fit: FitJob, repetitions: number): ThroughputJob {
  const { model, engine, codeSha256, text, tokens } = fit;
  return { kind: "throughput", model, engine, codeSha256, text, tokens, repetitions };
}
