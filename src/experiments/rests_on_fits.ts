import { recipeNamed } from "../proto/mod.ts";
import type { PlanContext } from "./plan_context.ts";
import { planFit, type PlannedFit, type PlannedText } from "./plan_fit.ts";
import type { Given } from "./sources.ts";
import type { Targets } from "./text_targets.ts";
import type { FitPlan } from "./fit_plan.ts";
import { measured } from "../records/measured.ts";
import type { Findings } from "./experiment.ts";

/** An experiment whose jobs work on solutions: the fits that have to be run before them. */
export interface RestsOnFits<Entry, Gathered> {
  fits(given: Given<Entry, Gathered>, context: PlanContext): PlannedFit[];
}

/** A text and its fits, one a seed, in the order of the seeds. */
export interface FittedSeeds {
  readonly text: PlannedText;
  readonly fits: readonly PlannedFit[];
}

/** Every text of an entry with its fits, for each length. */
export function fitsOf(
  { entry, gathered }: Given<FitPlan, Targets>,
  context: PlanContext,
): FittedSeeds[] {
  checkApart(entry);
  return [...gathered.values()].flat().map((text) => fittedSeeds(text, entry, context));
}

/** A text's fits, one a seed. */
export function fittedSeeds(
  text: PlannedText,
  { seeds, ...how }: Pick<FitPlan, "recipe" | "arrangement" | "maxSteps" | "seeds">,
  context: PlanContext,
): FittedSeeds {
  return { text, fits: seeds.map((seed) => planFit(text, { ...how, seed }, context)) };
}

/**
 * Two fits of a text may not meet in one solution: a stalled start is followed by the next seed.
 *
 * @throws RangeError where seeds lie so close that it could happen
 */
export function checkApart({ recipe, seeds }: Pick<FitPlan, "recipe" | "seeds">): void {
  const starts = recipeNamed(recipe).restart?.starts ?? 1;
  const sorted = seeds.toSorted((a, b) => a - b);
  const close = sorted.findIndex((seed, i) => i > 0 && seed - sorted[i - 1] < starts);
  if (close === -1) return;
  throw new RangeError(
    `Cannot compare solutions of seeds ${sorted[close - 1]} and ${sorted[close]}: recipe ` +
      `"${recipe}" may go through ${starts} seeds, want seeds at least ${starts} apart`,
  );
}

/** The paper calls a text reconstructed from this accuracy on. */
export const reconstructed = 0.99;

/** The vectors [K, D] of a fit that holds its text, or why there are none. */
export async function solutionOf(
  { key, job }: PlannedFit,
  findings: Findings,
): Promise<{ readonly proto: Float32Array } | { readonly missing: string; readonly ran: boolean }> {
  const what = `the fit of "${job.text.id}", N = ${job.tokens}, seed ${job.seed}`;
  const fit = measured(findings.records, "fit").find((one) => one.key === key);
  if (fit === undefined) return { missing: `${what} has not run`, ran: false };
  const { accuracy } = fit.result;
  if (accuracy < reconstructed) {
    return { missing: `${what} ended at accuracy ${accuracy.toFixed(3)}`, ran: true };
  }
  return { proto: await findings.solution(key) };
}
