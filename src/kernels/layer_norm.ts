import { apply, type Dense, type Kernel, reject, sameShape, type Value } from "../graph/mod.ts";
import { eachRow } from "./_elementwise.ts";

/**
 * Layer normalisation: x [..., D], w [D], bias [D] → w ∘ (x − μ) / √(σ² + epsilon) + bias, with
 * mean μ and variance σ² of each row. Ba, Kiros & Hinton 2016. Weight and bias are frozen: no
 * gradient flows to them.
 */
export function layerNorm(
  x: Value,
  { w, bias, epsilon }: { w: Value; bias: Value; epsilon: number },
): Value {
  return apply(layerNormKernel, [x, w, bias], { epsilon })[0];
}

interface Epsilon {
  readonly epsilon: number;
}

/** Outputs y [..., D], and mean μ and inverse deviation r, each [..., 1], which the gradient reads. */
export const layerNormKernel: Kernel<Epsilon> = {
  name: "layerNorm",
  shape([x, w, bias]) {
    const fits = w.shape.length === 1 && x.shape.at(-1) === w.shape[0] &&
      sameShape(w.shape, bias.shape) && x.dtype === "float32";
    if (!fits) reject("layerNorm", [x, w, bias], "float32 [..., D], [D] and [D]");
    const perRow = { shape: [...x.shape.slice(0, -1), 1], dtype: "float32" } as const;
    return [x, perRow, perRow];
  },
  reference([x, w, bias], { epsilon }) {
    const rows = x.data.length / w.data.length;
    const y: Dense = { shape: x.shape, data: new Float64Array(x.data.length) };
    const mean: Dense = { shape: [...x.shape.slice(0, -1), 1], data: new Float64Array(rows) };
    const r: Dense = { shape: mean.shape, data: new Float64Array(rows) };
    eachRow(x, (start, length, row) => {
      const values = x.data.subarray(start, start + length);
      const centre = values.reduce((sum, value) => sum + value, 0) / length;
      const variance = values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / length;
      mean.data[row] = centre;
      r.data[row] = 1 / Math.sqrt(variance + epsilon);
      for (let i = 0; i < length; i++) {
        y.data[start + i] = (values[i] - centre) * r.data[row] * w.data[i] + bias.data[i];
      }
    });
    return [y, mean, r];
  },
  gradient({ inputs: [x, w], outputs: [, mean, r], arriving: [g], needed }) {
    if (needed[1] || needed[2]) {
      throw new TypeError('Cannot differentiate "layerNorm": its weight and bias are frozen');
    }
    return [g && apply(layerNormGradientKernel, [x, w, mean, r, g], {})[0], undefined, undefined];
  },
  lower({ names: [x, w, bias], to, attributes: { epsilon } }) {
    if (to.style === "tuned") {
      return to.emit("LayerNormalization", [x, w, bias], {
        attributes: { axis: -1, epsilon, stash_type: 1 },
        floats: ["epsilon"],
        outputs: 3,
      });
    }
    const average = (name: string) =>
      to.emit("ReduceMean", [name, to.integers([-1])], { attributes: { keepdims: 1 } })[0];
    const mean = average(x);
    const [centred] = to.emit("Sub", [x, mean]);
    const variance = average(to.emit("Mul", [centred, centred])[0]);
    const [deviation] = to.emit("Sqrt", to.emit("Add", [variance, to.scalar(epsilon)]));
    const [r] = to.emit("Div", [to.scalar(1), deviation]);
    const [scaled] = to.emit("Mul", [to.emit("Mul", [centred, r])[0], w]);
    return [to.emit("Add", [scaled, bias])[0], mean, r];
  },
  tolerance: { absolute: 1e-5, relative: 1e-5 },
};

/**
 * Adjoint: x [..., D], w [D], μ and r [..., 1], g [..., D] → (h − mean h − z·mean(h∘z))·r, where
 * h = g∘w and z = (x − μ)·r.
 */
export const layerNormGradientKernel: Kernel<Record<never, never>> = {
  name: "layerNormGradient",
  shape([x, w, mean, r, g]) {
    const perRow = [...x.shape.slice(0, -1), 1];
    const fits = sameShape(x.shape, g.shape) && sameShape(w.shape, x.shape.slice(-1)) &&
      sameShape(mean.shape, perRow) && sameShape(r.shape, perRow);
    if (!fits) {
      reject("layerNormGradient", [x, w, mean, r, g], "[..., D], [D], twice [..., 1], [..., D]");
    }
    return [x];
  },
  reference([x, w, mean, r, g]) {
    const out: Dense = { shape: x.shape, data: new Float64Array(x.data.length) };
    eachRow(x, (start, length, row) => {
      const [centre, inverse] = [mean.data[row], r.data[row]];
      const h = w.data.map((weight, i) => g.data[start + i] * weight);
      const z = w.data.map((_, i) => (x.data[start + i] - centre) * inverse);
      const level = h.reduce((sum, value) => sum + value, 0) / length;
      const pull = h.reduce((sum, value, i) => sum + value * z[i], 0) / length;
      for (let i = 0; i < length; i++) out.data[start + i] = (h[i] - level - z[i] * pull) * inverse;
    });
    return [out];
  },
  lower({ names: [x, w, mean, r, g], to }) {
    const average = (name: string) =>
      to.emit("ReduceMean", [name, to.integers([-1])], { attributes: { keepdims: 1 } })[0];
    const [h] = to.emit("Mul", [g, w]);
    const [z] = to.emit("Mul", [to.emit("Sub", [x, mean])[0], r]);
    const pull = average(to.emit("Mul", [h, z])[0]);
    const [level] = to.emit("Sub", [h, average(h)]);
    const [rest] = to.emit("Sub", [level, to.emit("Mul", [z, pull])[0]]);
    return to.emit("Mul", [rest, r]);
  },
  tolerance: { absolute: 1e-5, relative: 1e-5 },
};
