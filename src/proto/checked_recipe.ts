import { isDeepStrictEqual } from "node:util";
import { type LossPower, lossPowers } from "./loss_power.ts";
import { optimiserOf } from "./optimisers/mod.ts";
import { type Recipe, recipes } from "./recipe.ts";

/** What a field may hold, in words, and whether a value is that. */
interface Rule {
  readonly want: string;
  /** Of values that could be meant: one of it that does not hold is out of range. */
  readonly kind: "number" | "object" | "string";
  readonly holds: (value: unknown) => boolean;
  /** Whether a recipe may lack it. */
  readonly optional?: boolean;
}

const number = (want: string, holds: (value: number) => boolean): Rule => ({
  want,
  kind: "number",
  holds: (value) => typeof value === "number" && Number.isFinite(value) && holds(value),
});
const positive = number("a positive number", (value) => value > 0);
const notNegative = number("a number of at least 0", (value) => value >= 0);
const share = number("a number from 0 to below 1", (value) => value >= 0 && value < 1);
const count = number("a whole number of at least 1", (v) => Number.isSafeInteger(v) && v >= 1);

/** A lever's data: named where it is one of a list, every number in it finite. */
const lever = (want: string, holds: (value: object) => boolean): Rule => ({
  want,
  kind: "object",
  optional: true,
  holds: (value) => typeof value === "object" && value !== null && isPlain(value) && holds(value),
});
const named = (field: string, least: number) => (value: object) =>
  typeof (value as Record<string, unknown>)[field] === "string" &&
  Object.keys(value).length >= least;

/**
 * One rule a field: whoever adds a field to {@link Recipe} says here what it may hold. What a lever's
 * own rule may say is its file's business.
 */
const rules: Readonly<Record<keyof Recipe, Rule>> = {
  // A solution's file carries it as a word.
  name: {
    want: "a word of printable ASCII",
    kind: "string",
    holds: (value) => typeof value === "string" && /^[\x21-\x7e]{1,100}$/.test(value),
  },
  initialDeviation: notNegative,
  start: lever("{ from: … } with its numbers", named("from", 2)),
  optimiser: lever("{ by: … } with its numbers", named("by", 1)),
  learningRate: positive,
  beta1: share,
  beta2: share,
  epsilon: positive,
  weightDecay: notNegative,
  rates: lever(
    "a list of numbers of at least 0, one a vector",
    (value) => Array.isArray(value) && value.length > 0 && value.every(notNegative.holds),
  ),
  schedule: lever("{ kind: … } with its numbers", named("kind", 2)),
  maxSteps: count,
  restart: {
    want: "null or { patienceSteps, starts }, whole numbers of at least 1",
    kind: "object",
    optional: true,
    holds: (value) => {
      if (value === null) return true;
      if (typeof value !== "object") return false;
      const { patienceSteps, starts, ...others } = value as Record<string, unknown>;
      return count.holds(patienceSteps) && count.holds(starts) && Object.keys(others).length === 0;
    },
  },
  weighting: lever("{ by: … } with its numbers", named("by", 2)),
  lossPower: {
    ...number("1, 2 or 3", (value) => lossPowers.includes(value as LossPower)),
    optional: true,
  },
  marginNats: { ...positive, optional: true },
};

/** Objects, lists, words and finite numbers: what a job can carry. */
function isPlain(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.values(value).every(isPlain);
  return typeof value === "string" || Number.isFinite(value);
}

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
  const given = Object.fromEntries(
    Object.entries(recipe).filter(([, value]) => value !== undefined),
  ) as unknown as Recipe;
  for (const field of Object.keys(given)) {
    if (Object.hasOwn(rules, field)) continue;
    const known = Object.keys(rules).join(", ");
    throw new TypeError(`${wrong}: there is no field "${field}", only ${known}`);
  }
  for (const [field, { want, kind, holds, optional }] of Object.entries(rules)) {
    const value = given[field as keyof Recipe];
    if (value === undefined) {
      if (optional) continue;
      throw new TypeError(`${wrong}: its ${field} is missing; begin with { ...recipes.open }`);
    }
    if (holds(value)) continue;
    const got = typeof value === "number" ? value : JSON.stringify(value);
    const held: string = typeof value;
    const Kind = held === kind ? RangeError : TypeError;
    throw new Kind(`${wrong}: its ${field} is ${got}, want ${want}`);
  }
  if (given.optimiser !== undefined) optimiserOf(given.optimiser);
  const known = Object.hasOwn(recipes, given.name) ? recipes[given.name] : undefined;
  if (known === undefined) return given;
  const same = isDeepStrictEqual(given, { ...known, maxSteps: given.maxSteps });
  return same ? given : { ...given, name: `${given.name}-changed` };
}
