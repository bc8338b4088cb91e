import { type Metric, type Recipe, recipes } from "../proto/mod.ts";
import { type CommonStart, vectorsSha256 } from "../records/common_start.ts";

/** Common starts of a model by arrangement. */
export type CommonStarts = ReadonlyMap<string, CommonStart>;

/** A recipe as a job holds it, with the vectors that it begins at where it names some. */
export interface ReadyRecipe {
  readonly recipe: Recipe;
  /** [K, D] */
  readonly given?: Float32Array;
  /** Where its optimiser names one. */
  readonly metric?: Metric;
}

/**
 * Puts the hashes of what a recipe needs into it: of the vectors that it begins at, the model's common
 * start or the `neighbour` that is named, and of the common metric that its optimiser goes by.
 *
 * @throws RangeError where there are none for the model and arrangement
 */
export function readyRecipe(
  recipe: Recipe,
  { model, arrangement, starts, neighbour }: {
    readonly model: string;
    readonly arrangement: string;
    readonly starts?: CommonStarts;
    /** [K, D] of another text's solution. */
    readonly neighbour?: Float32Array;
  },
): ReadyRecipe {
  const { start, optimiser } = recipe;
  const common = starts?.get(arrangement);
  const missing = (what: string, made: string) =>
    new RangeError(
      `Cannot use recipe "${recipe.name}" with ${arrangement} on "${model}": it ${what} and there ` +
        `is none; make it, deno task study ${made} --model ${model} --arrangement ` +
        `"${arrangement}", or use --recipe open`,
    );
  let ready: ReadyRecipe = { recipe };
  if (start !== undefined && start.from !== "normal") {
    const given = start.from === "neighbour" ? neighbour : common?.proto;
    if (given === undefined) throw missing(`begins at a ${start.from} start`, "start");
    const named = { ...start, sha256: vectorsSha256(given) };
    ready = { recipe: { ...recipe, start: named }, given };
  }
  if (optimiser?.by === "lbfgs" && optimiser.metric !== undefined) {
    const metric = common?.metric;
    if (metric === undefined) throw missing("goes by a common metric", "metric");
    const { rows, scales, rest, sha256 } = metric;
    const named = { ...optimiser, metric: { ...optimiser.metric, sha256 } };
    ready = {
      ...ready,
      recipe: { ...ready.recipe, optimiser: named },
      metric: { rows, scales, rest },
    };
  }
  return ready;
}

/** Whether a model has what a recipe needs to begin in an arrangement, neighbours apart. */
export function canBegin(
  { start, optimiser }: Recipe,
  { arrangement, starts }: { readonly arrangement: string; readonly starts: CommonStarts },
): boolean {
  const common = starts.get(arrangement);
  const wantsMetric = optimiser?.by === "lbfgs" && optimiser.metric !== undefined;
  return (start?.from !== "common" || common !== undefined) &&
    (!wantsMetric || common?.metric !== undefined);
}

/** Arrangements that recipe "best" can begin in, and with it every recipe of the list. */
export function arrangementsToBegin(starts: CommonStarts): ReadonlySet<string> {
  return new Set(
    [...starts.keys()].filter((arrangement) => canBegin(recipes.best, { arrangement, starts })),
  );
}
