import { isDeepStrictEqual } from "node:util";
import { type Recipe, recipes } from "./recipe.ts";

/** What a field may hold, in words, and whether a value is that. */
interface Rule {
  readonly want: string;
  readonly holds: (value: unknown) => boolean;
}

const number = (want: string, holds: (value: number) => boolean): Rule => ({
  want,
  holds: (value) => typeof value === "number" && Number.isFinite(value) && holds(value),
});
const positive = number("a positive number", (value) => value > 0);
const notNegative = number("a number of at least 0", (value) => value >= 0);
const share = number("a number from 0 to below 1", (value) => value >= 0 && value < 1);
const count = number("a whole number of at least 1", (v) => Number.isSafeInteger(v) && v >= 1);

/** One rule a field: whoever adds a field to {@link Recipe} says here what it may hold. */
const rules: Readonly<Record<keyof Recipe, Rule>> = {
  // A solution's file carries it as a word.
  name: {
    want: "a word of printable ASCII",
    holds: (value) => typeof value === "string" && /^[\x21-\x7e]{1,100}$/.test(value),
  },
  initialDeviation: notNegative,
  learningRate: positive,
  beta1: share,
  beta2: share,
  epsilon: positive,
  weightDecay: notNegative,
  maxSteps: count,
  restart: {
    want: "null or { patienceSteps, starts }, whole numbers of at least 1",
    holds: (value) => {
      if (value === null) return true;
      if (typeof value !== "object") return false;
      const { patienceSteps, starts, ...others } = value as Record<string, unknown>;
      return count.holds(patienceSteps) && count.holds(starts) && Object.keys(others).length === 0;
    },
  },
};

/**
 * A recipe of the caller's own, checked: no field missing, none misspelt, none out of its range.
 * One that differs from the known recipe whose name it has, in more than `maxSteps`, is called
 * "NAME-changed": a result must not pass for that recipe's.
 *
 * @throws TypeError where it is no recipe, or a field is missing, unknown or of another type
 * @throws RangeError where a value cannot be
 */
export function checkedRecipe(recipe: Recipe): Recipe {
  if (typeof recipe !== "object" || recipe === null) {
    throw new TypeError(
      `Cannot use recipe ${JSON.stringify(recipe)}: want an object like { ...recipes.open }`,
    );
  }
  const wrong = `Cannot use recipe ${JSON.stringify(recipe.name)}`;
  for (const field of Object.keys(recipe)) {
    if (Object.hasOwn(rules, field)) continue;
    throw new TypeError(
      `${wrong}: there is no field "${field}", only ${Object.keys(rules).join(", ")}`,
    );
  }
  for (const [field, { want, holds }] of Object.entries(rules)) {
    if (!Object.hasOwn(recipe, field)) {
      throw new TypeError(`${wrong}: its ${field} is missing; begin with { ...recipes.open }`);
    }
    const value = recipe[field as keyof Recipe];
    if (holds(value)) continue;
    const got = typeof value === "number" ? value : JSON.stringify(value);
    const Kind = typeof value === typeof recipes.open[field as keyof Recipe]
      ? RangeError
      : TypeError;
    throw new Kind(`${wrong}: its ${field} is ${got}, want ${want}`);
  }
  const known = Object.hasOwn(recipes, recipe.name) ? recipes[recipe.name] : undefined;
  if (known === undefined) return { ...recipe };
  const same = isDeepStrictEqual({ ...recipe }, { ...known, maxSteps: recipe.maxSteps });
  return same ? { ...recipe } : { ...recipe, name: `${recipe.name}-changed` };
}
