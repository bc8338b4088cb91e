/**
 * The paper's method without I/O: arrangements of proto-tokens, the fit, one-pass reconstruction,
 * and the autoregressive decoding it is compared with.
 *
 * @module
 */
export * from "./arrangement.ts";
export * from "./attainable.ts";
export * from "./optimisers/mod.ts";
export type { RestartRule } from "./endings/mod.ts";
export type { StartRule } from "./starts/mod.ts";
export type { WeightingRule } from "./weightings/mod.ts";
export * from "./attention_mass.ts";
export * from "./autoregress.ts";
export * from "./checked_recipe.ts";
export * from "./cramming.ts";
export * from "./curvature_samples.ts";
export * from "./fit.ts";
export * from "./fit_halving.ts";
export * from "./graphs.ts";
export * from "./group_fit.ts";
export * from "./information.ts";
export * from "./numeric.ts";
export * from "./recipe.ts";
export * from "./reconstruct.ts";
export * from "./trajectory.ts";
