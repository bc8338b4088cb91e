import {
  apply,
  broadcastShape,
  type Dense,
  type Kernel,
  normalAxis,
  reject,
  sameShape,
  type Shape,
  sizeOf,
  type Value,
} from "../graph/mod.ts";
import { zip } from "./_elementwise.ts";
import { reshape } from "./reshape.ts";

/** Sums over `axes`, kept as size 1: [2, 3, 4] over [-1] → [2, 3, 1]. Adjoint of {@link expand}. */
export function reduceSum(x: Value, axes: readonly number[]): Value {
  const normal = axes.map((axis) => normalAxis(axis, x.shape.length)).sort((a, b) => a - b);
  return normal.length === 0 ? x : apply(reduceSumKernel, [x], { axes: normal })[0];
}

/** Repeats axes of size 1 up to `shape`: [2, 1] → [2, 3]. Adjoint of {@link reduceSum}. */
export function expand(x: Value, shape: Shape): Value {
  return sameShape(x.shape, shape) ? x : apply(expandKernel, [x], { shape })[0];
}

/** The gradient of broadcasting: sums a gradient back to the shape its operand had. */
export function sumTo(gradient: Value, shape: Shape): Value {
  if (sameShape(gradient.shape, shape)) return gradient;
  const lead = gradient.shape.length - shape.length;
  const axes = gradient.shape.flatMap((size, axis) =>
    axis < lead || (shape[axis - lead] === 1 && size !== 1) ? [axis] : []
  );
  return reshape(reduceSum(gradient, axes), shape);
}

export const reduceSumKernel: Kernel<{ readonly axes: readonly number[] }> = {
  name: "reduceSum",
  shape([x], { axes }) {
    if (x.dtype !== "float32") reject("reduceSum", [x], "one float32 value");
    return [{ shape: x.shape.map((size, i) => axes.includes(i) ? 1 : size), dtype: "float32" }];
  },
  reference([x], { axes }) {
    const shape = x.shape.map((size, i) => axes.includes(i) ? 1 : size);
    const out: Dense = { shape, data: new Float64Array(sizeOf(shape)) };
    // Broadcasting each output's index over x and adding is the sum.
    const index = { shape, data: Float64Array.from(out.data, (_, i) => i) };
    const home = zip(x, index, (_, i) => i);
    x.data.forEach((value, i) => out.data[home.data[i]] += value);
    return [out];
  },
  gradient: ({ inputs: [x], arriving: [g] }) => [expand(g!, x.shape)],
  lower: ({ names, to, attributes: { axes } }) =>
    to.emit("ReduceSum", [names[0], to.integers(axes)], { attributes: { keepdims: 1 } }),
  tolerance: { absolute: 1e-5, relative: 1e-5 },
};

export const expandKernel: Kernel<{ readonly shape: Shape }> = {
  name: "expand",
  shape([x], { shape }) {
    const met = broadcastShape(x.shape, shape);
    if (met === null || !sameShape(met, shape) || x.dtype !== "float32") {
      reject("expand", [x], `a float32 value that broadcasts to [${shape.join(", ")}]`);
    }
    return [{ shape, dtype: "float32" }];
  },
  reference: ([x], { shape }) => [
    zip(x, { shape, data: new Float64Array(sizeOf(shape)) }, (value) => value),
  ],
  gradient: ({ inputs: [x], arriving: [g] }) => [sumTo(g!, x.shape)],
  lower: ({ names, to, attributes: { shape } }) =>
    to.emit("Expand", [names[0], to.integers(shape)]),
  tolerance: { absolute: 0, relative: 0 },
};
