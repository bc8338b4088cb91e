/**
 * Benchmarks with samples: our fit step against peers in turns, one pass against decoders, kernels at
 * the step's own shapes, and where a step's time goes. Everything is checked before it is timed.
 *
 * @module
 */
export { batching, type BatchingRow } from "./batching.ts";
export { batchingTexts } from "./batching_texts.ts";
export {
  keepBenchRows,
  type KeptRow,
  type MeasuredRow,
  measuringCommand,
  readBenchRows,
  rowsOf,
} from "./bench_file.ts";
export { type TargetFinding, targetFindings } from "./bench_targets.ts";
export { type BenchRow, benchRow, type RowFacts, stepRows } from "./bench_row.ts";
export type { Contestant, StepRun, StepSize, StepWork } from "./contestant.ts";
export { decodingRows } from "./decoding_rows.ts";
export { type KernelCase, kernelCases, type KernelRun, openKernelCase } from "./kernel_cases.ts";
export { type OperatorProfile, operatorShares } from "./operator_shares.ts";
export { startTransformersJs } from "./transformers_js_peer.ts";
export { openOwnDecoding } from "./own_decoding.ts";
export { openOwnSteps } from "./own_steps.ts";
export { productShare, type ProductShareRow } from "./product_share.ts";
export { type ProfileRow, profileStep } from "./profile_step.ts";
export { startPyTorch, startTransformers } from "./pytorch_peer.ts";
export { race, type RaceOptions, type RaceResult } from "./race.ts";
export { type DecodingResult, raceDecoding, WrongTokensError } from "./race_decoding.ts";
export { requantized } from "./requantized.ts";
export { stepWork } from "./step_work.ts";
export { type KernelRow, timeKernels } from "./time_kernels.ts";
