/**
 * Onepass: a frozen language model, two trained vectors, one forward pass, hundreds of tokens back.
 *
 * The parts a program needs to fit proto-tokens itself: a model as a function on graph values, the
 * graph of one optimiser step, an engine to run it, and the fit.
 *
 * @example One optimiser step's worth of graph, printed
 * ```ts
 * import { add, gradients, input, multiply, print } from "./mod.ts";
 *
 * const x = input("x", [2, 3]);
 * const y = add(multiply(x, x), x);
 * const [slope] = gradients(y, [x]);
 * const text = print({ inputs: { x }, outputs: { slope } });
 * if (!text.includes("input x : float32 [2, 3]")) throw new Error(text);
 * ```
 *
 * @module
 */
export * from "./src/graph/mod.ts";
export { add, matMul, multiply, reduceSum, reshape, scale, softmax } from "./src/kernels/mod.ts";
export { gradients } from "./src/autodiff/mod.ts";
export { type LanguageModel, type ModelConfig, openModel, readConfig } from "./src/models/mod.ts";
export { ensureModel, type ReadyModel } from "./src/models/load.ts";
export * from "./src/runtime/mod.ts";
export { normals, type Stream, stream } from "./src/random/mod.ts";
export { type Tokenizer, tokenizerFromGguf, tokenizerFromJson } from "./src/text/mod.ts";
export * from "./src/proto/mod.ts";
