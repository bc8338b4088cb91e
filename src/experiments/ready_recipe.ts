import type { Recipe } from "../proto/mod.ts";
import { type CommonStart, vectorsSha256 } from "../records/common_start.ts";

/** Common starts of a model by arrangement. */
export type CommonStarts = ReadonlyMap<string, CommonStart>;

/** A recipe as a job holds it, with the vectors that it begins at where it names some. */
export interface ReadyRecipe {
  readonly recipe: Recipe;
  /** [K, D] */
  readonly given?: Float32Array;
}

/**
 * Puts the hash of the vectors into a recipe that begins at some: the model's common start, or the
 * `neighbour` that is named.
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
  const { start } = recipe;
  if (start === undefined || start.from === "normal") return { recipe };
  const given = start.from === "neighbour" ? neighbour : starts?.get(arrangement)?.proto;
  if (given === undefined) {
    throw new RangeError(
      `Cannot use recipe "${recipe.name}" with ${arrangement} on "${model}": it begins at a ` +
        `${start.from} start and there is none, make one with "deno task study start --model ` +
        `${model}" or use --recipe open`,
    );
  }
  return { recipe: { ...recipe, start: { ...start, sha256: vectorsSha256(given) } }, given };
}
