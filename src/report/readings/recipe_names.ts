import type { FitJob } from "../../records/record.ts";

/** A recipe, or what of it is to be told apart. */
type Settings = Partial<FitJob["recipe"]> & { readonly name: string };

/**
 * Names recipes, no two alike: "paper recipe", and where namesakes differ the settings in which they
 * do, "open recipe, maxSteps 600".
 */
export function recipeNames(recipes: readonly Settings[]): (recipe: Settings) => string {
  const distinct = new Map(recipes.map((recipe) => [JSON.stringify(recipe), recipe]));
  const namesakes = Map.groupBy(distinct.values(), ({ name }) => name);
  return (recipe) => {
    const others = (namesakes.get(recipe.name) ?? []).map(writtenOut);
    const settings = [...writtenOut(recipe)]
      .filter(([field, value]) => others.some((other) => other.get(field) !== value))
      .map(([field, value]) => `${field} ${value}`);
    return [`${recipe.name} recipe`, ...settings].join(", ");
  };
}

/** Each setting as JSON. */
function writtenOut(recipe: Settings): Map<string, string> {
  return new Map(
    Object.entries(recipe).map(([field, value]) => [field, JSON.stringify(value)]),
  );
}
