import type { StudiedFit } from "./study_fits.ts";

/** One round of a comparison: all candidates left are fitted to some texts, the better half stays. */
export interface Rung {
  readonly tokens: number;
  readonly texts: number;
  /** Most steps of a fit, restarts and all. */
  readonly maxSteps: number;
  /** Candidates that go on. */
  readonly keep: number;
}

/** What one candidate did in a rung. */
export interface RungResult {
  readonly candidate: string;
  readonly fits: readonly StudiedFit[];
  /** Mean over the texts of the steps to exact, a fit that was not counted with the budget. */
  readonly meanSteps: number;
  readonly exact: number;
}

/** Mean steps until exact, at most the budget: a candidate that fails a text pays its budget. */
export function scored(
  candidate: string,
  fits: readonly StudiedFit[],
  { maxSteps }: Pick<Rung, "maxSteps">,
): RungResult {
  const steps = fits.map(({ result: { exact, steps } }) => exact ? steps : maxSteps);
  return {
    candidate,
    fits,
    meanSteps: steps.reduce((a, b) => a + b, 0) / steps.length,
    exact: fits.filter(({ result }) => result.exact).length,
  };
}

/** The `keep` best, most exact texts first and fewest steps among equals, with `base` always. */
export function survivors(
  results: readonly RungResult[],
  { keep, base }: { readonly keep: number; readonly base: string },
): string[] {
  const ranked = results.toSorted((a, b) => b.exact - a.exact || a.meanSteps - b.meanSteps);
  return ranked.filter(({ candidate }, at) => at < keep || candidate === base).map(
    ({ candidate }) => candidate,
  );
}
