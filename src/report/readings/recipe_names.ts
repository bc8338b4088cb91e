import type { FitJob } from "../../records/record.ts";

type Recipe = FitJob["recipe"];

/**
 * Names recipes, no two alike: "paper recipe", and where namesakes differ the settings in which they
 * do, "open recipe, maxSteps 600".
 */
export function recipeNames(recipes: readonly Recipe[]): (recipe: Recipe) => string {
  const distinct = new Map(recipes.map((recipe) => [JSON.stringify(recipe), recipe]));
  const namesakes = Map.groupBy(distinct.values(), ({ name }) => name);
  return (recipe) => {
    const others = namesakes.get(recipe.name) ?? [];
    const differing = Object.keys(recipe).filter((field) =>
      others.some((other) => JSON.stringify(other[field]) !== JSON.stringify(recipe[field]))
    );
    const settings = differing.map((field) => `${field} ${JSON.stringify(recipe[field])}`);
    return [`${recipe.name} recipe`, ...settings].join(", ");
  };
}
