import { apply, type Emitter, type Kernel, reject, sameShape, type Value } from "../graph/mod.ts";
import { map, zip } from "./_elementwise.ts";
import { erf } from "./_erf.ts";

/** x·Φ(x), Φ the normal distribution function (no tanh): x [...] → [...]. Hendrycks & Gimpel 2016. */
export function gelu(x: Value): Value {
  return apply(geluKernel, [x], {})[0];
}

const distribution = (x: number) => 0.5 * (1 + erf(x * Math.SQRT1_2));
const density = (x: number) => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);

export const geluKernel: Kernel<Record<never, never>> = {
  name: "gelu",
  shape([x]) {
    if (x.dtype !== "float32") reject("gelu", [x], "one float32 value");
    return [x];
  },
  reference: ([x]) => [map(x, (value) => value * distribution(value))],
  gradient: ({ inputs: [x], arriving: [g] }) => [apply(geluGradientKernel, [x, g!], {})[0]],
  lower({ names: [x], to }) {
    if (to.style === "tuned") return to.emit("Gelu", [x], { domain: "com.microsoft" });
    return to.emit("Mul", [x, lowerDistribution(x, to)]);
  },
  tolerance: { absolute: 1e-6, relative: 1e-5 },
};

/** Adjoint of gelu: x [...], g [...] → g·(Φ(x) + x·φ(x)), φ the normal density. */
export const geluGradientKernel: Kernel<Record<never, never>> = {
  name: "geluGradient",
  shape([x, g]) {
    if (!sameShape(x.shape, g.shape)) reject("geluGradient", [x, g], "two equal shapes");
    return [x];
  },
  reference: ([x, g]) => [
    zip(x, g, (value, gradient) => gradient * (distribution(value) + value * density(value))),
  ],
  lower({ names: [x, g], to }) {
    const [square] = to.emit("Mul", [x, x]);
    const [bell] = to.emit("Exp", to.emit("Mul", [square, to.scalar(-0.5)]));
    const [slope] = to.emit("Mul", [x, to.scalar(1 / Math.sqrt(2 * Math.PI))]);
    const [moved] = to.emit("Mul", [slope, bell]);
    return to.emit("Mul", [g, to.emit("Add", [lowerDistribution(x, to), moved])[0]]);
  },
  tolerance: { absolute: 1e-6, relative: 1e-5 },
};

function lowerDistribution(x: string, to: Emitter): string {
  const [e] = to.emit("Erf", to.emit("Mul", [x, to.scalar(Math.SQRT1_2)]));
  const [half] = to.emit("Mul", [e, to.scalar(0.5)]);
  return to.emit("Add", [half, to.scalar(0.5)])[0];
}
