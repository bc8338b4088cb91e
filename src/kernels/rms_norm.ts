import { apply, type Dense, type Kernel, reject, sameShape, type Value } from "../graph/mod.ts";
import { eachRow } from "./_elementwise.ts";

/**
 * Root-mean-square normalisation: x [..., D], w [D] → w ∘ x / √(mean(x²) + epsilon).
 * Zhang & Sennrich 2019. The weight is frozen: no gradient flows to it.
 */
export function rmsNorm(x: Value, w: Value, epsilon: number): Value {
  return apply(rmsNormKernel, [x, w], { epsilon })[0];
}

interface Epsilon {
  readonly epsilon: number;
}

/** Outputs y [..., D] and the inverse root mean square r [..., 1], which the gradient reads. */
export const rmsNormKernel: Kernel<Epsilon> = {
  name: "rmsNorm",
  shape([x, w]) {
    const fits = w.shape.length === 1 && x.shape.at(-1) === w.shape[0];
    if (!fits || x.dtype !== "float32" || w.dtype !== "float32") {
      reject("rmsNorm", [x, w], "float32 [..., D] and [D]");
    }
    return [x, { shape: [...x.shape.slice(0, -1), 1], dtype: "float32" }];
  },
  reference([x, w], { epsilon }) {
    const y: Dense = { shape: x.shape, data: new Float64Array(x.data.length) };
    const rows = x.data.length / w.data.length;
    const r: Dense = { shape: [...x.shape.slice(0, -1), 1], data: new Float64Array(rows) };
    eachRow(x, (start, length, row) => {
      let sum = 0;
      for (let i = start; i < start + length; i++) sum += x.data[i] ** 2;
      r.data[row] = 1 / Math.sqrt(sum / length + epsilon);
      for (let i = 0; i < length; i++) {
        y.data[start + i] = x.data[start + i] * r.data[row] * w.data[i];
      }
    });
    return [y, r];
  },
  gradient({ inputs: [x, w], outputs: [y, r], arriving: [g], needed }) {
    if (needed[1]) throw new TypeError('Cannot differentiate "rmsNorm": its weight is frozen');
    return [g && apply(rmsNormGradientKernel, [x, y, w, r, g], {})[0], undefined];
  },
  lower({ names: [x, w], to, attributes: { epsilon } }) {
    if (to.style === "tuned") {
      return to.emit("SimplifiedLayerNormalization", [x, w], {
        attributes: { axis: -1, epsilon, stash_type: 1 },
        outputs: 2,
      });
    }
    const [square] = to.emit("Mul", [x, x]);
    const [mean] = to.emit("ReduceMean", [square, to.integers([-1])], {
      attributes: { keepdims: 1 },
    });
    const [root] = to.emit("Sqrt", to.emit("Add", [mean, to.scalar(epsilon)]));
    const [r] = to.emit("Div", [to.scalar(1), root]);
    const [unit] = to.emit("Mul", [x, r]);
    return [to.emit("Mul", [unit, w])[0], r];
  },
  tolerance: { absolute: 1e-5, relative: 1e-5 },
};

/**
 * Adjoint: x, y and g [..., D], w [D], r [..., 1] → (g∘w − x·r·mean(g∘y))·r. Written in the result
 * y, whose products with g are those of x with g∘w but for r.
 */
export const rmsNormGradientKernel: Kernel<Record<never, never>> = {
  name: "rmsNormGradient",
  shape([x, y, w, r, g]) {
    const fits = sameShape(x.shape, g.shape) && sameShape(x.shape, y.shape) &&
      sameShape(w.shape, x.shape.slice(-1)) && sameShape(r.shape, [...x.shape.slice(0, -1), 1]);
    if (!fits) {
      reject("rmsNormGradient", [x, y, w, r, g], "twice [..., D], [D], [..., 1] and [..., D]");
    }
    return [x];
  },
  reference([x, y, w, r, g]) {
    const out: Dense = { shape: x.shape, data: new Float64Array(x.data.length) };
    eachRow(x, (start, length, row) => {
      let dot = 0;
      for (let i = start; i < start + length; i++) dot += g.data[i] * y.data[i];
      const inverse = r.data[row];
      const pull = (dot / length) * inverse;
      for (let i = 0; i < length; i++) {
        out.data[start + i] = (g.data[start + i] * w.data[i] - x.data[start + i] * pull) * inverse;
      }
    });
    return [out];
  },
  lower({ names: [x, y, w, r, g], to }) {
    const [h] = to.emit("Mul", [g, w]);
    const [mean] = to.emit("ReduceMean", [to.emit("Mul", [g, y])[0], to.integers([-1])], {
      attributes: { keepdims: 1 },
    });
    const [pull] = to.emit("Mul", [mean, r]);
    const [rest] = to.emit("Sub", [h, to.emit("Mul", [x, pull])[0]]);
    return to.emit("Mul", [rest, r]);
  },
  tolerance: { absolute: 1e-5, relative: 1e-5 },
};
