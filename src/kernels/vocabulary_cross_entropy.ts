import { apply, type Dense, type Kernel, reject, sameShape, type Value } from "../graph/mod.ts";
import { argMaxKernel } from "./arg_max.ts";
import { matMulKernel } from "./mat_mul.ts";
import { softmaxReference } from "./softmax.ts";

/** What a position says of its target. */
export interface PositionScores {
  /** [M], −log P(target), nats. */
  readonly loss: Value;
  /** int64 [M], the likeliest token. */
  readonly prediction: Value;
}

/**
 * The language model's head and its cross-entropy in one: hidden states [M, D], output table
 * [V, D], targets int64 [M]. The table is frozen.
 *
 * Head and loss are one kernel because their joint gradient P·E − E[t] needs neither the gradient
 * of the logits nor its scatter at the targets.
 */
export function vocabularyCrossEntropy(
  hidden: Value,
  { table, targets }: { table: Value; targets: Value },
): PositionScores {
  const [loss, prediction] = apply(vocabularyCrossEntropyKernel, [hidden, table, targets], {});
  return { loss, prediction };
}

/** Outputs loss [M], prediction int64 [M], probabilities [M, V]. */
export const vocabularyCrossEntropyKernel: Kernel<Record<never, never>> = {
  name: "vocabularyCrossEntropy",
  shape([hidden, table, targets]) {
    const [m, d] = hidden.shape;
    const floats = hidden.dtype === "float32" && table.dtype === "float32";
    const fits = floats && hidden.shape.length === 2 && table.shape.length === 2 &&
      table.shape[1] === d &&
      targets.shape.length === 1 && targets.shape[0] === m && targets.dtype === "int64";
    if (!fits) {
      reject(
        "vocabularyCrossEntropy",
        [hidden, table, targets],
        "float32 [M, D], float32 [V, D] and int64 [M]",
      );
    }
    return [
      { shape: [m], dtype: "float32" },
      { shape: [m], dtype: "int64" },
      { shape: [m, table.shape[0]], dtype: "float32" },
    ];
  },
  reference([hidden, table, targets]) {
    const [logits] = matMulKernel.reference([hidden, table], {
      transposeA: false,
      transposeB: true,
      scale: 1,
    });
    const p = softmaxReference(logits);
    const size = table.shape[0];
    const data = Float64Array.from(
      targets.data,
      (target, row) => {
        const row0 = logits.data.subarray(row * size, (row + 1) * size);
        const top = row0.reduce((a, b) => Math.max(a, b));
        const total = row0.reduce((sum, value) => sum + Math.exp(value - top), 0);
        return Math.log(total) + top - row0[target];
      },
    );
    return [{ shape: targets.shape, data }, argMaxKernel.reference([logits], {})[0], p];
  },
  gradient({ inputs: [, table, targets], outputs: [, , p], arriving: [g], needed }) {
    if (needed[1]) {
      throw new TypeError('Cannot differentiate "vocabularyCrossEntropy": its table is frozen');
    }
    return [
      g && apply(vocabularyCrossEntropyGradientKernel, [p, table, targets, g], {})[0],
      undefined,
      undefined,
    ];
  },
  lower({ names: [hidden, table, targets], to }) {
    const [logits] = to.emit("Gemm", [hidden, table], { attributes: { transB: 1 } });
    const [p] = to.emit("Softmax", [logits], { attributes: { axis: -1 } });
    const [best] = to.emit("ArgMax", [logits], { attributes: { axis: -1, keepdims: 1 } });
    const pick = (from: string, index: string) =>
      to.emit("GatherElements", [from, index], { attributes: { axis: -1 } })[0];
    const [wanted] = to.emit("Unsqueeze", [targets, to.integers([-1])]);
    // −log P[t] = (best logit − target's logit) − log P[best]: P[t] may underflow, P[best] ≥ 1/V.
    const [gap] = to.emit("Sub", [pick(logits, best), pick(logits, wanted)]);
    const [loss] = to.emit("Sub", [gap, to.emit("Log", [pick(p, best)])[0]]);
    const flat = (name: string) => to.emit("Squeeze", [name, to.integers([-1])])[0];
    return [flat(loss), flat(best), p];
  },
  tolerance: { absolute: 1e-5, relative: 1e-5 },
};

/** Adjoint towards the hidden states: p [M, V], table [V, D], targets [M], g [M] → g·(p·E − E[t]). */
export const vocabularyCrossEntropyGradientKernel: Kernel<Record<never, never>> = {
  name: "vocabularyCrossEntropyGradient",
  shape([p, table, targets, g]) {
    const fits = p.shape[1] === table.shape[0] && targets.dtype === "int64" &&
      sameShape(targets.shape, [p.shape[0]]) && sameShape(g.shape, targets.shape);
    if (!fits) {
      reject(
        "vocabularyCrossEntropyGradient",
        [p, table, targets, g],
        "[M, V], [V, D], int64 [M] and [M]",
      );
    }
    return [{ shape: [p.shape[0], table.shape[1]], dtype: "float32" }];
  },
  reference([p, table, targets, g]) {
    const [size, width] = table.shape;
    const out: Dense = {
      shape: [p.shape[0], width],
      data: new Float64Array(p.shape[0] * width),
    };
    targets.data.forEach((target, row) => {
      for (let token = 0; token < size; token++) {
        const share = p.data[row * size + token] - (token === target ? 1 : 0);
        for (let i = 0; i < width; i++) {
          out.data[row * width + i] += g.data[row] * share * table.data[token * width + i];
        }
      }
    });
    return [out];
  },
  lower({ names: [p, table, targets, g], to }) {
    const [mean] = to.emit("Gemm", [p, table]);
    const [own] = to.emit("Gather", [table, targets], { attributes: { axis: 0 } });
    const [column] = to.emit("Unsqueeze", [g, to.integers([-1])]);
    return to.emit("Mul", [to.emit("Sub", [mean, own])[0], column]);
  },
  tolerance: { absolute: 1e-5, relative: 1e-5 },
};
