import { apply, type Kernel, reject, sameShape, type Value } from "../graph/mod.ts";
import { map, zip } from "./_elementwise.ts";

/** x · σ(x), elementwise: x [...] → [...]. Hendrycks & Gimpel 2016; SwiGLU's gate. */
export function silu(x: Value): Value {
  return apply(siluKernel, [x], {})[0];
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

export const siluKernel: Kernel<Record<never, never>> = {
  name: "silu",
  shape([x]) {
    if (x.dtype !== "float32") reject("silu", [x], "one float32 value");
    return [x];
  },
  reference: ([x]) => [map(x, (value) => value * sigmoid(value))],
  gradient: ({ inputs: [x], outputs: [y], arriving: [g] }) => [
    apply(siluGradientKernel, [x, y, g!], {})[0],
  ],
  lower({ names: [x], to }) {
    if (to.style === "tuned") {
      const options = { domain: "com.microsoft", attributes: { alpha: 1 }, floats: ["alpha"] };
      return to.emit("QuickGelu", [x], options);
    }
    return to.emit("Mul", [x, to.emit("Sigmoid", [x])[0]]);
  },
  tolerance: { absolute: 1e-6, relative: 1e-5 },
};

/** Adjoint of silu: x, its result y and g, all [...] → g·(σ(x) + y·(1 − σ(x))). */
export const siluGradientKernel: Kernel<Record<never, never>> = {
  name: "siluGradient",
  shape([x, y, g]) {
    if (!sameShape(x.shape, g.shape) || !sameShape(x.shape, y.shape)) {
      reject("siluGradient", [x, y, g], "three equal shapes");
    }
    return [x];
  },
  reference: ([x, y, g]) => {
    const slope = zip(x, y, (value, result) => {
      const s = sigmoid(value);
      return s + result * (1 - s);
    });
    return [zip(slope, g, (value, gradient) => value * gradient)];
  },
  lower({ names: [x, y, g], to }) {
    const [s] = to.emit("Sigmoid", [x]);
    const [rest] = to.emit("Sub", [to.scalar(1), s]);
    const [slope] = to.emit("Add", [s, to.emit("Mul", [y, rest])[0]]);
    return to.emit("Mul", [g, slope]);
  },
  tolerance: { absolute: 1e-6, relative: 1e-5 },
};
