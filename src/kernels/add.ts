import { apply, broadcastShape, type Kernel, reject, type Value } from "../graph/mod.ts";
import { zip } from "./_elementwise.ts";
import { sumTo } from "./reduce_sum.ts";

/**
 * Elementwise sum with NumPy broadcasting: a [...], b [...] → [...].
 *
 * @throws TypeError where the shapes do not broadcast
 */
export function add(a: Value, b: Value): Value {
  return apply(addKernel, [a, b], {})[0];
}

export const addKernel: Kernel<Record<never, never>> = {
  name: "add",
  shape([a, b]) {
    const shape = broadcastShape(a.shape, b.shape);
    if (shape === null || a.dtype !== "float32" || b.dtype !== "float32") {
      reject("add", [a, b], "two float32 values whose shapes broadcast");
    }
    return [{ shape, dtype: "float32" }];
  },
  reference: ([a, b]) => [zip(a, b, (x, y) => x + y)],
  gradient({ inputs, arriving: [g] }) {
    return inputs.map((input) => sumTo(g!, input.shape));
  },
  lower: ({ names, to }) => to.emit("Add", names),
  tolerance: { absolute: 1e-6, relative: 1e-6 },
};
