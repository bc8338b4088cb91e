import {
  apply,
  type Kernel,
  reject,
  sameShape,
  type Shape,
  sizeOf,
  type Value,
} from "../graph/mod.ts";

/** The same elements in the same order under another shape: [2, 6] → [3, 4]. */
export function reshape(x: Value, shape: Shape): Value {
  return sameShape(x.shape, shape) ? x : apply(reshapeKernel, [x], { shape })[0];
}

export const reshapeKernel: Kernel<{ readonly shape: Shape }> = {
  name: "reshape",
  shape([x], { shape }) {
    const whole = shape.every((size) => Number.isInteger(size) && size > 0);
    if (!whole || sizeOf(x.shape) !== sizeOf(shape)) {
      reject("reshape", [x], `${sizeOf(shape)} elements for [${shape.join(", ")}]`);
    }
    return [{ shape, dtype: x.dtype }];
  },
  reference: ([x], { shape }) => [{ shape, data: x.data }],
  gradient: ({ inputs: [x], arriving: [g] }) => [reshape(g!, x.shape)],
  lower: ({ names, to, attributes: { shape } }) =>
    to.emit("Reshape", [names[0], to.integers(shape)]),
  tolerance: { absolute: 0, relative: 0 },
};
