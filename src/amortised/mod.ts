/**
 * Amortised: networks that map a text to its proto-tokens at once, where a fit searches for them. They
 * are graphs over the frozen model's embeddings, trained against the fit's own loss or the distance to
 * what fits found.
 *
 * @module
 */
export type { FittedBank } from "./baselines.ts";
export { backFrom, directionsOf } from "./directions.ts";
export { distanceGraph } from "./distance_graph.ts";
export * from "./encoder_data.ts";
export * from "./encoder_file.ts";
export * from "./encoder_graphs.ts";
export * from "./encoder_origin.ts";
export { fromEncoder } from "./encoder_start.ts";
export * from "./fitted_windows.ts";
export * from "./encoder_sizes.ts";
export * from "./measure_encoder.ts";
export { measureSpeed } from "./measure_speed.ts";
export * from "./measured_texts.ts";
export { measurementTable } from "./measurement_table.ts";
export * from "./measurement.ts";
export * from "./open_encoder.ts";
export { ridge } from "./ridge.ts";
export * from "./texts_seen.ts";
export * from "./train_encoder.ts";
export * from "./training_books.ts";
export * from "./training_checkpoint.ts";
export * from "./training_loss.ts";
export * from "./training_run.ts";
export * from "./training_settings.ts";
export * from "./training_state.ts";
export * from "./training_step.ts";
export * from "./training_texts.ts";
export { drawWindows } from "./windows.ts";
