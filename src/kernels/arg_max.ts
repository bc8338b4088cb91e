import { apply, type Kernel, reject, type Value } from "../graph/mod.ts";
import { eachRow } from "./_elementwise.ts";

/** Index of the largest element of the last axis, the first of equals: [..., D] → int64 [...]. */
export function argMax(x: Value): Value {
  return apply(argMaxKernel, [x], {})[0];
}

export const argMaxKernel: Kernel<Record<never, never>> = {
  name: "argMax",
  shape([x]) {
    if (x.dtype !== "float32" || x.shape.length === 0) reject("argMax", [x], "float32 [..., D]");
    return [{ shape: x.shape.slice(0, -1), dtype: "int64" }];
  },
  reference([x]) {
    const data = new Float64Array(x.data.length / x.shape.at(-1)!);
    eachRow(x, (start, length, row) => {
      const values = x.data.subarray(start, start + length);
      data[row] = values.reduce((best, value, i) => value > values[best] ? i : best, 0);
    });
    return [{ shape: x.shape.slice(0, -1), data }];
  },
  lower: ({ names, to }) => to.emit("ArgMax", names, { attributes: { axis: -1, keepdims: 0 } }),
  tolerance: { absolute: 0, relative: 0 },
};
