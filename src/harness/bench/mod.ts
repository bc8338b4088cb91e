/**
 * Benchmarks with samples: our fit step against peers in turns, both ways of decoding, kernels at
 * the step's own shapes, and where a step's time goes. Everything is checked before it is timed.
 *
 * @module
 */
export { type BenchRow, benchRow, type RowFacts, stepRows } from "./bench_row.ts";
export type { Contestant, StepRun, StepSize, StepWork } from "./contestant.ts";
export { decodingRows, WrongTokensError } from "./decoding_rows.ts";
export { type KernelCase, kernelCases, type KernelRun, openKernelCase } from "./kernel_cases.ts";
export { type OperatorProfile, operatorShares } from "./operator_shares.ts";
export { openOwnSteps } from "./own_steps.ts";
export { productShare, type ProductShareRow } from "./product_share.ts";
export { profileStep } from "./profile_step.ts";
export { MissingPeerError, startPyTorch } from "./pytorch_peer.ts";
export { race, type RaceOptions, type RaceResult } from "./race.ts";
export { stepWork } from "./step_work.ts";
export { type KernelRow, timeKernels } from "./time_kernels.ts";
