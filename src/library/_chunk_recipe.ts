import { lbfgsByDiagonal, type Recipe, recipes } from "../proto/mod.ts";

/**
 * How a chunk of a page is fitted: as our best recipe does, from vectors that were found before, with
 * e alone moving. What was learned of the curvature is of both vectors, and is left out. A start is not drawn again in the fit, which would move m: the page's rounds bring
 * every start along.
 */
export function chunkRecipe(
  { from, maxSteps }: { readonly from: "common" | "neighbour"; readonly maxSteps: number },
): Recipe {
  return {
    ...recipes.best,
    name: "chunk",
    optimiser: lbfgsByDiagonal,
    rates: [1, 0],
    restart: null,
    start: { from, noise: 0 },
    maxSteps,
  };
}
