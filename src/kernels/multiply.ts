import { apply, broadcastShape, type Kernel, reject, type Value } from "../graph/mod.ts";
import { zip } from "./_elementwise.ts";
import { sumTo } from "./reduce_sum.ts";

/**
 * Elementwise product with NumPy broadcasting: a [...], b [...] → [...].
 *
 * @throws TypeError where the shapes do not broadcast
 */
export function multiply(a: Value, b: Value): Value {
  return apply(multiplyKernel, [a, b], {})[0];
}

export const multiplyKernel: Kernel<Record<never, never>> = {
  name: "multiply",
  shape([a, b]) {
    const shape = broadcastShape(a.shape, b.shape);
    if (shape === null || a.dtype !== "float32" || b.dtype !== "float32") {
      reject("multiply", [a, b], "two float32 values whose shapes broadcast");
    }
    return [{ shape, dtype: "float32" }];
  },
  reference: ([a, b]) => [zip(a, b, (x, y) => x * y)],
  gradient({ inputs: [a, b], arriving: [g], needed }) {
    return [
      needed[0] ? sumTo(multiply(g!, b), a.shape) : undefined,
      needed[1] ? sumTo(multiply(g!, a), b.shape) : undefined,
    ];
  },
  lower: ({ names, to }) => to.emit("Mul", names),
  tolerance: { absolute: 1e-6, relative: 1e-6 },
};
