/**
 * Onepass: a frozen language model, two trained vectors, one forward pass, hundreds of tokens back.
 *
 * Open a model, fit proto-tokens to a text, keep them as a file, read the text back:
 *
 * @example Two vectors that hold a sentence
 * ```ts
 * import { fit, openModel, readSolution, reconstruct, writeSolution } from "./mod.ts";
 *
 * await using model = await openModel("tiny-llama");
 * const run = fit(model, "The old lighthouse keeper hummed to the gulls");
 * for await (const { steps, accuracy, lossNats } of run) {
 *   console.log(`step ${steps}: ${Math.round(accuracy * 100)} % right, ${lossNats} nats a token`);
 * }
 * const solution = await run.solution;
 * await writeSolution("lighthouse.safetensors", solution);
 *
 * const again = await readSolution("lighthouse.safetensors");
 * console.log(await reconstruct(model, again));
 * ```
 *
 * @module
 */
export { type Model, openModel, type OpenModelOptions } from "./src/library/open_model.ts";
export { fit, type FitOptions, type FitRun } from "./src/library/fit.ts";
export type { FitTerms } from "./src/library/checked_fit.ts";
export type { FitEvent, FitProgress, FittedSolution } from "./src/library/fit_progress.ts";
export { type ReadBack, readBack, reconstruct } from "./src/library/reconstruct.ts";
export { readSolution, type Solution, writeSolution } from "./src/records/solution.ts";
export type { EngineIdentity, FitAttempt, FitResult, FitSample } from "./src/records/record.ts";
export { type Recipe, recipes, type RestartRule } from "./src/proto/recipe.ts";
export type { ArrangementName } from "./src/proto/arrangement.ts";
export type { Numeric } from "./src/proto/numeric.ts";
export type { Tokenizer } from "./src/text/tokenizer.ts";
export type { LoadEvent } from "./src/models/load.ts";
export { type FetchEvent, type FetchProgress, WrongFileError } from "./src/fixtures/mod.ts";
