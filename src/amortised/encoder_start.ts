import { type Recipe, recipes } from "../proto/mod.ts";

/**
 * Our best recipe, from where an encoder points instead of from the common start. The start names the
 * encoder beside the vectors, so that the fit's key has both.
 */
export function fromEncoder(encoderSha256: string): Recipe {
  const start = { from: "neighbour" as const, noise: 0.5, encoder: encoderSha256 };
  return { ...recipes.best, name: "best-from-encoder", start };
}
