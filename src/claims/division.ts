import { type Recipe, recipes } from "../proto/mod.ts";
import { canonicalJson } from "../records/canonical.ts";
import type { FitJob } from "../records/record.ts";

/** Fields that recipes have had from the first record on. */
type FirstFields =
  | "name"
  | "initialDeviation"
  | "learningRate"
  | "beta1"
  | "beta2"
  | "epsilon"
  | "weightDecay"
  | "maxSteps";

/**
 * What fits did about a field before recipes had it, in every way of saying it; a record that lacks
 * the field means that. A field that `Recipe` gets wants one line here, or this does not compile.
 */
const historical: {
  readonly [Field in Exclude<keyof Recipe, FirstFields>]-?: (
    value: NonNullable<Recipe[Field]>,
    recipe: Recipe,
  ) => boolean;
} = {
  restart: () => false,
  start: (start, { initialDeviation }) =>
    start.from === "normal" && start.deviation === initialDeviation,
  optimiser: ({ by }) => by === "adamw",
  rates: (shares) => shares.every((share) => share === 1),
  schedule: () => false,
  weighting: () => false,
  lossPower: (power) => power === 1,
  marginNats: () => false,
};

const paper = meaningOf(recipes.paper);

/**
 * The division a recipe's fits count in. "closed" is the paper's recipe with its whole budget, by
 * what it means: a field that a record is too old to have, or that says what went without saying,
 * makes no difference. "cut" is that recipe with another budget: it enters no verdict, since the fits
 * it finishes are the easy ones. All others are "open", and so is whatever was not fitted in float32.
 */
export function divisionOf(
  recipe: FitJob["recipe"],
  { numeric = "float32" }: { readonly numeric?: string } = {},
): "closed" | "cut" | "open" {
  if (numeric !== "float32" || meaningOf(recipe) !== paper) return "open";
  return recipe.maxSteps === recipes.paper.maxSteps ? "closed" : "cut";
}

/** A recipe but for its budget, without what says what went without saying. */
function meaningOf(recipe: Recipe): string {
  const { maxSteps: _, ...others } = recipe;
  const telling = Object.entries(others).filter(([field, value]) => {
    if (value === undefined || value === null) return false;
    const isHistorical = historical[field as keyof typeof historical] as
      | ((value: unknown, recipe: Recipe) => boolean)
      | undefined;
    return !(isHistorical?.(value, recipe) ?? false);
  });
  return canonicalJson(Object.fromEntries(telling));
}
