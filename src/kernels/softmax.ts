import { apply, type Dense, type Kernel, reject, sameShape, type Value } from "../graph/mod.ts";
import { eachRow } from "./_elementwise.ts";

/** exp(x) / Σ exp(x) over the last axis: x [..., D] → [..., D]. −Infinity gives exactly 0. */
export function softmax(x: Value): Value {
  return apply(softmaxKernel, [x], {})[0];
}

export const softmaxKernel: Kernel<Record<never, never>> = {
  name: "softmax",
  shape([x]) {
    if (x.dtype !== "float32" || x.shape.length === 0) reject("softmax", [x], "float32 [..., D]");
    return [x];
  },
  reference: ([x]) => [softmaxReference(x)],
  gradient: ({ outputs: [y], arriving: [g] }) => [apply(softmaxGradientKernel, [y, g!], {})[0]],
  lower: ({ names, to }) => to.emit("Softmax", names, { attributes: { axis: -1 } }),
  tolerance: { absolute: 1e-6, relative: 1e-5 },
};

/** Adjoint of softmax: y [..., D] its result, g [..., D] → y ∘ (g − Σ g∘y). */
export const softmaxGradientKernel: Kernel<Record<never, never>> = {
  name: "softmaxGradient",
  shape([y, g]) {
    if (!sameShape(y.shape, g.shape)) reject("softmaxGradient", [y, g], "two equal shapes");
    return [y];
  },
  reference([y, g]) {
    const out: Dense = { shape: y.shape, data: new Float64Array(y.data.length) };
    eachRow(y, (start, length) => {
      let dot = 0;
      for (let i = start; i < start + length; i++) dot += g.data[i] * y.data[i];
      for (let i = start; i < start + length; i++) out.data[i] = y.data[i] * (g.data[i] - dot);
    });
    return [out];
  },
  lower({ names: [y, g], to }) {
    const [gy] = to.emit("Mul", [g, y]);
    const [dot] = to.emit("ReduceSum", [gy, to.integers([-1])], { attributes: { keepdims: 1 } });
    const [centred] = to.emit("Sub", [g, dot]);
    return to.emit("Mul", [centred, y]);
  },
  tolerance: { absolute: 1e-6, relative: 1e-5 },
};

/** Row-wise softmax in float64, the maximum taken out first. */
export function softmaxReference(x: Dense): Dense {
  const data = new Float64Array(x.data.length);
  eachRow(x, (start, length) => {
    const row = x.data.subarray(start, start + length);
    const top = row.reduce((a, b) => Math.max(a, b), -Infinity);
    let total = 0;
    row.forEach((value, i) => total += data[start + i] = Math.exp(value - top));
    for (let i = start; i < start + length; i++) data[i] /= total;
  });
  return { shape: x.shape, data };
}
