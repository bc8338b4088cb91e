/**
 * Onepass: a frozen language model, two trained vectors, one forward pass, hundreds of tokens back.
 *
 * Open a model, fit proto-tokens to a text, keep them as a file, read the text back. Letters, here and
 * below: N tokens of a text, K proto-tokens (e and m: 2), D components of each, B texts at a time.
 *
 * @example Two vectors that hold a sentence
 * ```ts
 * import { fit, openModel, readSolution, reconstruct, writeSolution } from "./mod.ts";
 *
 * await using model = await openModel("tiny-llama");
 * const run = fit(model, "The old lighthouse keeper hummed to the gulls");
 * for await (const { steps, accuracy, lossNats } of run) {
 *   if (steps % 10 !== 0) continue;
 *   console.log(`step ${steps}: ${Math.round(100 * accuracy)} % right, ${lossNats} nats a token`);
 * }
 * const solution = await run.solution;
 *
 * const file = await Deno.makeTempFile({ suffix: ".safetensors" });
 * await writeSolution(file, solution);
 * console.log(await reconstruct(model, await readSolution(file)));
 * ```
 *
 * @module
 */
export type { Model } from "./src/library/model.ts";
export { openModel, type OpenModelOptions } from "./src/library/open_model.ts";
export { fit, type FitOptions, type FitRun } from "./src/library/fit.ts";
export type { FitTerms } from "./src/library/checked_fit.ts";
export type { FitEvent, FitProgress, FittedSolution } from "./src/library/fit_progress.ts";
export { encode, type EncodedSolution, type EncodeOptions } from "./src/library/encode.ts";
export { fromEncoder } from "./src/amortised/encoder_start.ts";
export { fitPage, type FitPageOptions, type PageRun } from "./src/library/fit_page.ts";
export type { FittedPage, PageChunk, PageEvent } from "./src/library/page_progress.ts";
export type { PageBits } from "./src/library/page_bits.ts";
export { readPageBack, reconstructPage } from "./src/library/reconstruct_page.ts";
export { type ReadBack, readBack, reconstruct } from "./src/library/reconstruct.ts";
export {
  readSolution,
  type Solution,
  type StoredSolution,
  writeSolution,
} from "./src/records/solution.ts";
export { type Page, readPage, writePage } from "./src/records/page.ts";
export type { EngineIdentity, FitAttempt, FitResult, FitSample } from "./src/records/record.ts";
export type { LossPower } from "./src/proto/loss_power.ts";
export { type Recipe, recipes } from "./src/proto/recipe.ts";
export type { EndingRules, RestartRule } from "./src/proto/endings/mod.ts";
export type {
  AdamWByVectorRule,
  AdamWRule,
  LbfgsRule,
  OptimiserRule,
} from "./src/proto/optimisers/mod.ts";
export type { PaceRules, RatesRule, ScheduleRule } from "./src/proto/paces/mod.ts";
export type { GivenRule, NormalRule, StartRule } from "./src/proto/starts/mod.ts";
export type {
  FocusRule,
  GrowthRule,
  StuckRule,
  WeightingRule,
} from "./src/proto/weightings/mod.ts";
export type { ArrangementName } from "./src/proto/arrangement.ts";
export type { Numeric } from "./src/proto/numeric.ts";
export type { Tokenizer } from "./src/text/tokenizer.ts";
export type { LoadEvent } from "./src/models/ready_model.ts";
export {
  type FetchEvent,
  type FetchProgress,
  GivenFileError,
  WrongFileError,
} from "./src/fixtures/mod.ts";
