import { apply, type Kernel, reject, sizeOf, stridesOf, type Value } from "../graph/mod.ts";

/** Reorders axes: output axis i is input axis permutation[i]. [2, 3, 4] by [0, 2, 1] → [2, 4, 3]. */
export function transpose(x: Value, permutation: readonly number[]): Value {
  return permutation.every((axis, i) => axis === i)
    ? x
    : apply(transposeKernel, [x], { permutation })[0];
}

export const transposeKernel: Kernel<{ readonly permutation: readonly number[] }> = {
  name: "transpose",
  shape([x], { permutation }) {
    const sorted = [...permutation].sort((a, b) => a - b);
    if (sorted.length !== x.shape.length || !sorted.every((axis, i) => axis === i)) {
      reject("transpose", [x], `${permutation.length} axes for [${permutation.join(", ")}]`);
    }
    return [{ shape: permutation.map((axis) => x.shape[axis]), dtype: x.dtype }];
  },
  reference([x], { permutation }) {
    const shape = permutation.map((axis) => x.shape[axis]);
    const from = permutation.map((axis) => stridesOf(x.shape)[axis]);
    const to = stridesOf(shape);
    const data = Float64Array.from({ length: sizeOf(shape) }, (_, i) => {
      let offset = 0;
      for (let axis = 0; axis < shape.length; axis++) {
        offset += (Math.floor(i / to[axis]) % shape[axis]) * from[axis];
      }
      return x.data[offset];
    });
    return [{ shape, data }];
  },
  gradient({ arriving: [g], attributes: { permutation } }) {
    return [transpose(g!, permutation.map((_, axis) => permutation.indexOf(axis)))];
  },
  lower: ({ names, to, attributes: { permutation } }) =>
    to.emit("Transpose", names, { attributes: { perm: permutation } }),
  tolerance: { absolute: 0, relative: 0 },
};
