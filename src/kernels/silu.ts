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
  gradient: ({ inputs: [x], arriving: [g] }) => [apply(siluGradientKernel, [x, g!], {})[0]],
  lower({ names: [x], to }) {
    if (to.style === "tuned") {
      const options = { domain: "com.microsoft", attributes: { alpha: 1 }, floats: ["alpha"] };
      return to.emit("QuickGelu", [x], options);
    }
    return to.emit("Mul", [x, to.emit("Sigmoid", [x])[0]]);
  },
  tolerance: { absolute: 1e-6, relative: 1e-5 },
};

/** Adjoint of silu: x [...], g [...] → g · σ(x)·(1 + x·(1 − σ(x))). */
export const siluGradientKernel: Kernel<Record<never, never>> = {
  name: "siluGradient",
  shape([x, g]) {
    if (!sameShape(x.shape, g.shape)) reject("siluGradient", [x, g], "two equal shapes");
    return [x];
  },
  reference: ([x, g]) => [zip(x, g, (value, gradient) => {
    const s = sigmoid(value);
    return gradient * s * (1 + value * (1 - s));
  })],
  lower({ names: [x, g], to }) {
    const [s] = to.emit("Sigmoid", [x]);
    const [y] = to.emit("Mul", [x, s]);
    // s·(1 + x − x·s) = s + y·(1 − s), one product fewer.
    const [rest] = to.emit("Sub", [to.scalar(1), s]);
    const [slope] = to.emit("Add", [s, to.emit("Mul", [y, rest])[0]]);
    return to.emit("Mul", [g, slope]);
  },
  tolerance: { absolute: 1e-6, relative: 1e-5 },
};
