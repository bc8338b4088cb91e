import { experimentOf, type PlannedExperiment } from "../experiments/mod.ts";
import type { PlanContext } from "../experiments/plan_context.ts";
import type { PlannedFit } from "../experiments/plan_fit.ts";
import type { GatheredProfile } from "./gather.ts";

/** What a profile's experiments come down to. */
export interface ExperimentPlan {
  /** Fits they rest on, to be run before them. */
  readonly fits: readonly PlannedFit[];
  readonly experiments: readonly PlannedExperiment[];
}

/** Turns a profile's experiments into jobs and the fits those need. */
export function planExperiments(
  { experiments }: GatheredProfile,
  context: PlanContext,
): ExperimentPlan {
  const fits: PlannedFit[] = [];
  const planned: PlannedExperiment[] = [];
  for (const given of experiments) {
    const experiment = experimentOf(given.entry.kind);
    if (experiment.fits !== undefined) fits.push(...experiment.fits(given, context));
    planned.push(...experiment.plan(given, context));
  }
  return { fits, experiments: planned };
}

/** Fits in the order they were planned in, each once. */
export function eachOnce(fits: readonly PlannedFit[]): PlannedFit[] {
  return [...new Map(fits.map((fit) => [fit.key, fit])).values()];
}
