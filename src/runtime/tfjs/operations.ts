import type { Tensor } from "@tensorflow/tfjs";
import { broadcastShape, type Shape } from "../../graph/mod.ts";
import type { TensorFlow } from "./tensor_flow.ts";

/** The attributes of all kernels together; an operation reads those of its own kernel. */
export interface Attributes {
  readonly axis: number;
  readonly axes: number[];
  readonly shape: number[];
  readonly permutation: number[];
  readonly start: number;
  readonly end: number;
  readonly before: number;
  readonly after: number;
  readonly sizes: readonly number[];
  readonly factor: number;
  readonly epsilon: number;
  readonly inverse: boolean;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly scale: number;
}

/** A kernel said in TensorFlow.js: tensors of its inputs → tensors of its outputs. */
export type Operation = (
  tf: TensorFlow,
  inputs: readonly Tensor[],
  attributes: Attributes,
) => Tensor[];

/**
 * Every kernel, by name. Written from each kernel's doc comment, not from its code, and out of
 * operations that TensorFlow.js can differentiate itself: that makes it an oracle.
 */
export const operations: Readonly<Record<string, Operation>> = {
  add: (tf, [a, b]) => [tf.add(a, b)],
  argMax: (tf, [x]) => [tf.argMax(x, -1)],
  concat: (tf, parts, { axis }) => [tf.concat([...parts], axis)],
  expand: (tf, [x], { shape }) => [tf.broadcastTo(x, shape)],
  gatherRows: (tf, [table, ids]) => [tf.gather(table, ids)],
  gelu: (tf, [x]) => [tf.mul(x, normalDistribution(tf, x))],
  geluGradient(tf, [x, g]) {
    const density = tf.mul(tf.exp(tf.mul(tf.square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
    return [tf.mul(g, tf.add(normalDistribution(tf, x), tf.mul(x, density)))];
  },
  layerNorm(tf, [x, w, bias], { epsilon }) {
    const mean = tf.mean(x, -1, true);
    const variance = tf.mean(tf.square(tf.sub(x, mean)), -1, true);
    const r = tf.rsqrt(tf.add(variance, epsilon));
    return [tf.add(tf.mul(tf.mul(tf.sub(x, mean), r), w), bias), mean, r];
  },
  layerNormGradient(tf, [x, w, mean, r, g]) {
    const h = tf.mul(g, w);
    const z = tf.mul(tf.sub(x, mean), r);
    const pull = tf.mul(z, tf.mean(tf.mul(h, z), -1, true));
    return [tf.mul(tf.sub(tf.sub(h, tf.mean(h, -1, true)), pull), r)];
  },
  linear: (tf, [x, w, bias]) => [tf.add(tf.matMul(x, w, false, true), bias)],
  matMul: (tf, [a, b], attributes) => [product(tf, [a, b], attributes)],
  multiply: (tf, [a, b]) => [tf.mul(a, b)],
  pad(tf, [x], { axis, before, after }) {
    const zeros = x.shape.map((_, i): [number, number] => i === axis ? [before, after] : [0, 0]);
    return [tf.pad(x, zeros)];
  },
  reduceSum: (tf, [x], { axes }) => [tf.sum(x, axes, true)],
  reshape: (tf, [x], { shape }) => [tf.reshape(x, shape)],
  rmsNorm(tf, [x, w], { epsilon }) {
    const r = tf.rsqrt(tf.add(tf.mean(tf.square(x), -1, true), epsilon));
    return [tf.mul(tf.mul(x, r), w), r];
  },
  rmsNormGradient(tf, [x, y, w, r, g]) {
    const pull = tf.mul(tf.mean(tf.mul(g, y), -1, true), r);
    return [tf.mul(tf.sub(tf.mul(g, w), tf.mul(x, pull)), r)];
  },
  rotary(tf, [x, cos, sin], { inverse }) {
    const half = cos.shape[1]!;
    const [a, b, rest] = tf.split(x, [half, half, x.shape[3]! - 2 * half], 3);
    const turned = inverse ? tf.neg(sin) : sin;
    const parts = [
      tf.sub(tf.mul(a, cos), tf.mul(b, turned)),
      tf.add(tf.mul(b, cos), tf.mul(a, turned)),
    ];
    return [tf.concat(rest.size === 0 ? parts : [...parts, rest], 3)];
  },
  scale: (tf, [x], { factor }) => [tf.mul(x, factor)],
  silu: (tf, [x]) => [tf.mul(x, tf.sigmoid(x))],
  siluGradient(tf, [x, y, g]) {
    const s = tf.sigmoid(x);
    return [tf.mul(g, tf.add(s, tf.mul(y, tf.sub(1, s))))];
  },
  slice(tf, [x], { axis, start, end }) {
    const begin = x.shape.map((_, i) => i === axis ? start : 0);
    return [tf.slice(x, begin, x.shape.map((size, i) => i === axis ? end - start : size))];
  },
  softmax: (tf, [x]) => [tf.softmax(x)],
  softmaxGradient: (tf, [y, g]) => [
    tf.mul(y, tf.sub(g, tf.sum(tf.mul(g, y), -1, true))),
  ],
  split: (tf, [x], { axis, sizes }) => tf.split(x, [...sizes], axis),
  transpose: (tf, [x], { permutation }) => [tf.transpose(x, permutation)],
  vocabularyCrossEntropy(tf, [hidden, table, targets]) {
    const logits = tf.matMul(hidden, table, false, true);
    const tokens = tf.range(0, logits.shape[1]!, 1, "int32");
    const isTarget = tf.equal(tf.expandDims(targets, -1), tokens).toFloat();
    const own = tf.mul(tf.logSoftmax(logits), isTarget);
    return [tf.neg(tf.sum(own, -1)), tf.argMax(logits, -1), tf.softmax(logits)];
  },
  vocabularyCrossEntropyGradient(tf, [p, table, targets, g]) {
    const rest = tf.sub(tf.matMul(p, table), tf.gather(table, targets));
    return [tf.mul(rest, tf.expandDims(g, -1))];
  },
};

/** Φ(x) of the standard normal distribution. */
function normalDistribution(tf: TensorFlow, x: Tensor): Tensor {
  return tf.mul(0.5, tf.add(1, tf.erf(tf.mul(x, Math.SQRT1_2))));
}

/**
 * TensorFlow.js broadcasts leading axes forward but not in the gradient of its product, so they
 * are made equal first.
 */
function product(tf: TensorFlow, [a, b]: readonly Tensor[], attributes: Attributes): Tensor {
  const { transposeA, transposeB, scale } = attributes;
  const leading = ({ shape }: Tensor) => shape.slice(0, -2);
  const common = broadcastShape(leading(a), leading(b))!;
  const widened = (x: Tensor) => {
    const shape: Shape = [...common, ...x.shape.slice(-2)];
    return shape.join() === x.shape.join() ? x : tf.broadcastTo(x, [...shape]);
  };
  const plain = tf.matMul(widened(a), widened(b), transposeA, transposeB);
  return scale === 1 ? plain : tf.mul(plain, scale);
}
