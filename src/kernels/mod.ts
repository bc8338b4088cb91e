/**
 * Kernels: one operation (or adjoint pair) a file, each with its shape rule, float64 reference,
 * gradient, ONNX form and tolerance. `kernels` lists them all; the test sweeps run over that list.
 *
 * @module
 */
import type { Kernel } from "../graph/mod.ts";
import { addKernel } from "./add.ts";
import { argMaxKernel } from "./arg_max.ts";
import { concatKernel, splitKernel } from "./concat.ts";
import { gatherRowsKernel } from "./gather_rows.ts";
import { geluGradientKernel, geluKernel } from "./gelu.ts";
import { layerNormGradientKernel, layerNormKernel } from "./layer_norm.ts";
import { linearKernel } from "./linear.ts";
import { matMulKernel } from "./mat_mul.ts";
import { multiplyKernel } from "./multiply.ts";
import { expandKernel, reduceSumKernel } from "./reduce_sum.ts";
import { reshapeKernel } from "./reshape.ts";
import { rmsNormGradientKernel, rmsNormKernel } from "./rms_norm.ts";
import { rotaryKernel } from "./rotary.ts";
import { scaleKernel } from "./scale.ts";
import { siluGradientKernel, siluKernel } from "./silu.ts";
import { padKernel, sliceKernel } from "./slice.ts";
import { softmaxGradientKernel, softmaxKernel } from "./softmax.ts";
import { transposeKernel } from "./transpose.ts";
import {
  vocabularyCrossEntropyGradientKernel,
  vocabularyCrossEntropyKernel,
} from "./vocabulary_cross_entropy.ts";

export { add } from "./add.ts";
export { argMax } from "./arg_max.ts";
export { concat, split } from "./concat.ts";
export { gatherRows } from "./gather_rows.ts";
export { gelu } from "./gelu.ts";
export { layerNorm } from "./layer_norm.ts";
export { linear } from "./linear.ts";
export { matMul, type MatMulAttributes } from "./mat_mul.ts";
export { multiply } from "./multiply.ts";
export { expand, reduceSum, sumTo } from "./reduce_sum.ts";
export { reshape } from "./reshape.ts";
export { rmsNorm } from "./rms_norm.ts";
export { rotary } from "./rotary.ts";
export { scale } from "./scale.ts";
export { silu } from "./silu.ts";
export { pad, slice } from "./slice.ts";
export { softmax } from "./softmax.ts";
export { transpose } from "./transpose.ts";
export { type PositionScores, vocabularyCrossEntropy } from "./vocabulary_cross_entropy.ts";

/** Every kernel there is. */
export const kernels: readonly Kernel<never>[] = [
  addKernel,
  argMaxKernel,
  concatKernel,
  expandKernel,
  gatherRowsKernel,
  geluGradientKernel,
  geluKernel,
  layerNormGradientKernel,
  layerNormKernel,
  linearKernel,
  matMulKernel,
  multiplyKernel,
  padKernel,
  reduceSumKernel,
  reshapeKernel,
  rmsNormGradientKernel,
  rmsNormKernel,
  rotaryKernel,
  scaleKernel,
  siluGradientKernel,
  siluKernel,
  sliceKernel,
  softmaxGradientKernel,
  softmaxKernel,
  splitKernel,
  transposeKernel,
  vocabularyCrossEntropyGradientKernel,
  vocabularyCrossEntropyKernel,
];
