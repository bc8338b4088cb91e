import {
  type ArrangementName,
  arrangementNamed,
  checkedRecipe,
  type Numeric,
  numericNamed,
  numericOf,
  type Recipe,
  recipeNamed,
  recipes,
} from "../proto/mod.ts";
import { canBegin, type CommonStarts } from "../experiments/ready_recipe.ts";
import type { Solution } from "../records/solution.ts";

/** How texts are fitted, as a caller says it. */
export interface FitTerms {
  /**
   * The name of one of `recipes`, or an object: `{ ...recipes.open, learningRate: 0.3 }`. Default:
   * "best" where the model has a common start for the arrangement, else "open". One that differs from the recipe whose name it has is called "NAME-changed"
   * in what comes out.
   */
  readonly recipe?: string | Recipe;
  /** Most optimiser steps of a fit, over all its starts. Default: the recipe's. */
  readonly maxSteps?: number;
  /** A solution to begin at, for a recipe whose `start` is `{ from: "neighbour", noise }`. */
  readonly neighbour?: Solution;
  /** Order of the proto-tokens; default "[e][m]×(N−1)", the paper's. */
  readonly arrangement?: ArrangementName;
  /** N: fits only the first N tokens of each text. Default: all. */
  readonly tokens?: number;
  /** Seed of the first start, from 0; default 1. */
  readonly seed?: number;
  /** B, texts at a time. Default: measured once on this machine for texts of their length. */
  readonly batch?: number;
  /**
   * "float32" (the default), or "int8-dynamic": the gradients' products in int8, on onnxruntime's
   * cpu; not with the paper's recipe.
   */
  readonly numeric?: Numeric;
}

/** The same with nothing left open. */
export interface CheckedTerms {
  readonly recipe: Recipe;
  readonly neighbour: Solution | undefined;
  readonly arrangement: ArrangementName;
  readonly tokens: number | undefined;
  readonly seed: number;
  readonly batch: number | undefined;
  readonly numeric: Numeric;
}

/**
 * Everything about a fit that can be checked without its model, of which its common starts alone
 * matter: without them the default recipe is "open".
 *
 * @throws TypeError | RangeError by what is wrong
 */
export function checkedTerms(terms: FitTerms, starts: CommonStarts = new Map()): CheckedTerms {
  const { seed = 1, batch, tokens, numeric = "float32", maxSteps } = terms;
  const { name: arrangement } = arrangementNamed(terms.arrangement ?? "[e][m]×(N−1)");
  const begins = canBegin(recipes.best, { arrangement, starts });
  const { recipe: wanted = begins ? "best" : "open" } = terms;
  const named = typeof wanted === "string" ? recipeNamed(wanted) : checkedRecipe(wanted);
  if (maxSteps !== undefined) mustBeWhole(maxSteps, { name: "maxSteps", least: 1 });
  const recipe = maxSteps === undefined ? named : { ...named, maxSteps };
  if (numericOf(recipe.name, numericNamed(numeric)) !== numeric) {
    throw new RangeError(
      `Cannot fit with recipe "${recipe.name}" in ${numeric}: it is float32 only, recipe "open" is not`,
    );
  }
  mustBeWhole(seed, { name: "seed", least: 0 });
  if (batch !== undefined) mustBeWhole(batch, { name: "batch", least: 1, most: 1024 });
  if (tokens !== undefined) mustBeWhole(tokens, { name: "tokens", least: 1 });
  const { neighbour } = terms;
  if ((neighbour !== undefined) !== (recipe.start?.from === "neighbour")) {
    throw new RangeError(
      `Cannot fit with recipe "${recipe.name}": ` +
        (neighbour === undefined
          ? "it begins at a neighbour, give its solution as neighbour"
          : 'it begins at no neighbour, want start: { from: "neighbour", noise: … }'),
    );
  }
  return { recipe, neighbour, arrangement, tokens, seed, batch, numeric };
}

/**
 * Texts as a list.
 *
 * @throws TypeError where one is no string
 * @throws RangeError where there is none, or one has no word
 */
export function checkedTexts(text: string | readonly string[]): readonly string[] {
  const texts: readonly unknown[] = typeof text === "string"
    ? [text]
    : Array.isArray(text)
    ? text
    : [];
  if (texts.length === 0) {
    const Kind = Array.isArray(text) ? RangeError : TypeError;
    throw new Kind("Cannot fit: want a text, or a list of at least one");
  }
  for (const [at, one] of texts.entries()) {
    if (typeof one !== "string") {
      throw new TypeError(`Cannot fit text ${at + 1}: it is ${JSON.stringify(one)}, want a string`);
    }
    if (one.trim() === "") {
      throw new RangeError("Cannot fit an empty text: give it at least one word");
    }
  }
  return texts as readonly string[];
}

/** @throws TypeError | RangeError where the value is no whole number from `least` to `most` */
export function mustBeWhole(
  value: number,
  { name, least, most = Number.MAX_SAFE_INTEGER }: { name: string; least: number; most?: number },
): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `${least} to ${most}`;
  const Kind = typeof value === "number" ? RangeError : TypeError;
  throw new Kind(
    `Cannot fit with ${name} ${JSON.stringify(value)}: want a whole number ${range}`,
  );
}
