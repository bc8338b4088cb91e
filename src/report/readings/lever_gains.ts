import { streamOf } from "../../claims/evidence.ts";
import type { StudiedRecipe, StudiedRung } from "../../records/study_data.ts";
import { clusterBootstrap, type Interval } from "../../statistics/mod.ts";

/** What one recipe of a round did beside the base. */
export interface LeverGain {
  readonly recipe: string;
  readonly question: string;
  readonly texts: number;
  readonly exact: number;
  /** A text that was not exact counts with the round's budget. */
  readonly meanSteps: number;
  /** Mean steps over the base's on the same texts, pairs drawn; null for the base, and without it. */
  readonly ratio: Interval | null;
}

/** The recipes of a round, the base first, then by texts exact and fewest steps. */
export function leverGains(rung: StudiedRung): LeverGain[] {
  const base = rung.results.find(({ recipe }) => recipe.name === rung.base);
  const gains = rung.results.map((result): LeverGain => {
    const steps = result.fits.map((fit) => paidSteps(fit, rung));
    return {
      recipe: result.recipe.name,
      question: result.question,
      texts: result.fits.length,
      exact: result.fits.filter(({ exact }) => exact).length,
      meanSteps: mean(steps),
      ratio: base === undefined || base === result ? null : ratioTo(base, { result, rung }),
    };
  });
  const isBase = ({ recipe }: LeverGain) => Number(recipe === rung.base);
  return gains.sort((a, b) =>
    isBase(b) - isBase(a) || b.exact / b.texts - a.exact / a.texts || a.meanSteps - b.meanSteps
  );
}

function ratioTo(
  base: StudiedRecipe,
  { result, rung }: { readonly result: StudiedRecipe; readonly rung: StudiedRung },
): Interval | null {
  const theirs = new Map(base.fits.map((fit) => [fit.text, paidSteps(fit, rung)]));
  const pairs = result.fits.flatMap((fit) => {
    const before = theirs.get(fit.text);
    return before === undefined ? [] : [[{ before, after: paidSteps(fit, rung) }]];
  });
  if (pairs.length < 2) return null;
  const name = ["lever", rung.model, rung.arrangement, rung.tokens, result.recipe.name].join(" ");
  return clusterBootstrap(
    pairs,
    (drawn) => mean(drawn.map(({ after }) => after)) / mean(drawn.map(({ before }) => before)),
    { stream: streamOf("open-division", name) },
  );
}

function paidSteps({ exact, steps }: StudiedRecipe["fits"][number], { maxSteps }: StudiedRung) {
  return exact ? steps : maxSteps;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
