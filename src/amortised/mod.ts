/**
 * Amortised: networks that map a text to its proto-tokens at once, where a fit searches for them. They
 * are graphs over the frozen model's embeddings, trained against the fit's own loss.
 *
 * @module
 */
export { directionsOf } from "./directions.ts";
export * from "./encoder_file.ts";
export * from "./encoder_graphs.ts";
export * from "./encoder_sizes.ts";
export * from "./open_encoder.ts";
export * from "./train_encoder.ts";
export * from "./training_books.ts";
export * from "./training_checkpoint.ts";
export * from "./training_run.ts";
export * from "./training_settings.ts";
export * from "./training_state.ts";
export * from "./training_step.ts";
export { drawWindows } from "./windows.ts";
