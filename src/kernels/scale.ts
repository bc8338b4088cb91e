import { apply, type Kernel, reject, type Value } from "../graph/mod.ts";
import { map } from "./_elementwise.ts";

/** x · factor, the factor fixed in the graph: x [...] → [...]. */
export function scale(x: Value, factor: number): Value {
  return factor === 1 ? x : apply(scaleKernel, [x], { factor })[0];
}

export const scaleKernel: Kernel<{ readonly factor: number }> = {
  name: "scale",
  shape([x]) {
    if (x.dtype !== "float32") reject("scale", [x], "one float32 value");
    return [x];
  },
  reference: ([x], { factor }) => [map(x, (value) => value * factor)],
  gradient: ({ arriving: [g], attributes: { factor } }) => [scale(g!, factor)],
  lower: ({ names, to, attributes: { factor } }) => to.emit("Mul", [names[0], to.scalar(factor)]),
  tolerance: { absolute: 1e-6, relative: 1e-6 },
};
