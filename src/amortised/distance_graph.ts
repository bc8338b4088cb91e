import { gradients } from "../autodiff/mod.ts";
import { constant, type Graph, input, verify } from "../graph/mod.ts";
import { add, matMul, multiply, reduceSum, reshape, scale } from "../kernels/mod.ts";
import type { EncoderSizes } from "./encoder_sizes.ts";

/**
 * How far encodings lie from solutions, in place of the frozen model's pass: `proto` [B, K, D] and
 * `targets` [B, K, D], the solutions → `loss` [B] and `gradient` [B, K, D] of each text's, as a fit's
 * graph has them.
 *
 * Measured is the mean squared difference of the network's row [K·D] to the one that would lead to the
 * solution: `back` [K·D, K·D] undoes `directions`, which is invertible, all scales of a metric being
 * positive. Directions are the root of an inverse curvature, so that this is the curvature's own
 * measure, Δᵀ·(F + λI)·Δ up to a factor: to second order what Δ costs in nats, where plain components
 * would count steep and flat directions alike.
 */
export function distanceGraph(
  back: Float32Array,
  { batch, sizes: { vectors, width } }: {
    readonly batch: number;
    readonly sizes: Pick<EncoderSizes, "vectors" | "width">;
  },
): Graph {
  const size = vectors * width;
  const proto = input("proto", [batch, vectors, width]);
  const targets = input("targets", [batch, vectors, width]);
  const offset = reshape(add(proto, scale(targets, -1)), [batch, size]);
  const row = matMul(offset, constant(back, [size, size]));
  const loss = reshape(scale(reduceSum(multiply(row, row), [1]), 1 / size), [batch]);
  const [gradient] = gradients(reduceSum(loss, [0]), [proto]);
  return verify({ inputs: { proto, targets }, outputs: { loss, gradient } });
}
