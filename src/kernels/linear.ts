import { apply, type Dense, type Kernel, reject, type Value } from "../graph/mod.ts";
import { matMul } from "./mat_mul.ts";

/**
 * A frozen biased layer: x [M, K], w [N, K], bias [N] → x·wᵀ + bias [M, N]. The engine adds the
 * bias inside its product. No gradient flows to w and bias.
 */
export function linear(x: Value, { w, bias }: { w: Value; bias: Value }): Value {
  return apply(linearKernel, [x, w, bias], {})[0];
}

export const linearKernel: Kernel<Record<never, never>> = {
  name: "linear",
  shape([x, w, bias]) {
    const fits = x.shape.length === 2 && w.shape.length === 2 && bias.shape.length === 1 &&
      x.shape[1] === w.shape[1] && w.shape[0] === bias.shape[0] && x.dtype === "float32";
    if (!fits) reject("linear", [x, w, bias], "float32 [M, K], [N, K] and [N]");
    return [{ shape: [x.shape[0], w.shape[0]], dtype: "float32" }];
  },
  reference([x, w, bias]) {
    const [m, k] = x.shape;
    const n = w.shape[0];
    const out: Dense = { shape: [m, n], data: new Float64Array(m * n) };
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum = bias.data[j];
        for (let l = 0; l < k; l++) sum += x.data[i * k + l] * w.data[j * k + l];
        out.data[i * n + j] = sum;
      }
    }
    return [out];
  },
  gradient({ inputs: [, w], arriving: [g], needed }) {
    if (needed[1] || needed[2]) {
      throw new TypeError('Cannot differentiate "linear": its weight and bias are frozen');
    }
    return [matMul(g!, w), undefined, undefined];
  },
  lower: ({ names, to }) => to.emit("Gemm", names, { attributes: { transB: 1 } }),
  tolerance: { absolute: 1e-5, relative: 1e-5 },
};
