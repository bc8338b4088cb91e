/**
 * Frozen language models as functions on graph values, read from their published files.
 *
 * @module
 */
export * from "./config.ts";
export { embeddingDeviation } from "./embedding_deviation.ts";
export * from "./language_model.ts";
export { openModel } from "./open_model.ts";
export { type RotaryAngles, rotaryAngles } from "./rotary_angles.ts";
export type { ModelFiles } from "./model_files.ts";
