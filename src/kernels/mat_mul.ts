import {
  apply,
  broadcastShape,
  broadcastStrides,
  type Dense,
  type Kernel,
  reject,
  type Shape,
  sizeOf,
  type Value,
} from "../graph/mod.ts";
import { sumTo } from "./reduce_sum.ts";
import { reshape } from "./reshape.ts";

export interface MatMulAttributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  /** Factor on the product; costs nothing where the engine's product takes one. */
  readonly scale: number;
}

/**
 * Batched matrix product scale · A·B: a [..., M, K], b [..., K, N] → [..., M, N], leading axes
 * broadcast. `transposeA` takes a as [..., K, M], `transposeB` takes b as [..., N, K].
 *
 * @throws TypeError where K differs or the leading axes do not broadcast
 */
export function matMul(a: Value, b: Value, options: Partial<MatMulAttributes> = {}): Value {
  const attributes = { transposeA: false, transposeB: false, scale: 1, ...options };
  // One large product beats many small ones: rows of a batch are rows.
  if (a.shape.length > 2 && b.shape.length === 2 && !attributes.transposeA) {
    const rows = [sizeOf(a.shape.slice(0, -1)), a.shape.at(-1)!];
    const flat = matMul(reshape(a, rows), b, options);
    return reshape(flat, [...a.shape.slice(0, -1), flat.shape[1]]);
  }
  return apply(matMulKernel, [a, b], attributes)[0];
}

export const matMulKernel: Kernel<MatMulAttributes> = {
  name: "matMul",
  shape([a, b], attributes) {
    const wanted = "float32 [..., M, K] and [..., K, N] (each pair swapped where transposed)";
    const floats = a.dtype === "float32" && b.dtype === "float32";
    if (!floats || a.shape.length < 2 || b.shape.length < 2) reject("matMul", [a, b], wanted);
    const { m, n, k, otherK } = sizes(a.shape, b.shape, attributes);
    const lead = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
    if (k !== otherK || lead === null) reject("matMul", [a, b], wanted);
    return [{ shape: [...lead, m, n], dtype: "float32" }];
  },
  reference([a, b], attributes) {
    return [product(a, b, attributes)];
  },
  gradient({ inputs: [a, b], arriving, needed, attributes }) {
    const { transposeA, transposeB, scale } = attributes;
    const g = arriving[0]!;
    const towardsA = () =>
      transposeA
        ? matMul(b, g, { transposeA: transposeB, transposeB: true, scale })
        : matMul(g, b, { transposeB: !transposeB, scale });
    const towardsB = () =>
      transposeB
        ? matMul(g, a, { transposeA: true, transposeB: transposeA, scale })
        : matMul(a, g, { transposeA: !transposeA, scale });
    return [
      needed[0] ? sumTo(towardsA(), a.shape) : undefined,
      needed[1] ? sumTo(towardsB(), b.shape) : undefined,
    ];
  },
  lower({ inputs: [a, b], names, to, attributes: { transposeA, transposeB, scale } }) {
    const flat = a.shape.length === 2 && b.shape.length === 2;
    if (flat) {
      const attributes = { transA: Number(transposeA), transB: Number(transposeB), alpha: scale };
      return to.emit("Gemm", names, { attributes, floats: ["alpha"] });
    }
    if (to.style === "tuned" && (transposeA || transposeB || scale !== 1)) {
      const attributes = { transA: Number(transposeA), transB: Number(transposeB), alpha: scale };
      return to.emit("FusedMatMul", names, {
        attributes,
        floats: ["alpha"],
        domain: "com.microsoft",
      });
    }
    const swap = (name: string, rank: number) => {
      const perm = Array.from({ length: rank }, (_, i) => i);
      [perm[rank - 2], perm[rank - 1]] = [rank - 1, rank - 2];
      return to.emit("Transpose", [name], { attributes: { perm } })[0];
    };
    const left = transposeA ? swap(names[0], a.shape.length) : names[0];
    const right = transposeB ? swap(names[1], b.shape.length) : names[1];
    const out = to.emit("MatMul", [left, right]);
    return scale === 1 ? out : to.emit("Mul", [out[0], to.scalar(scale)]);
  },
  tolerance: { absolute: 1e-5, relative: 1e-5 },
};

function sizes(a: Shape, b: Shape, { transposeA, transposeB }: MatMulAttributes) {
  const [aRows, aColumns] = a.slice(-2);
  const [bRows, bColumns] = b.slice(-2);
  return {
    m: transposeA ? aColumns : aRows,
    k: transposeA ? aRows : aColumns,
    otherK: transposeB ? bColumns : bRows,
    n: transposeB ? bRows : bColumns,
  };
}

function product(a: Dense, b: Dense, attributes: MatMulAttributes): Dense {
  const { m, n, k } = sizes(a.shape, b.shape, attributes);
  const lead = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2))!;
  const matrices = sizeOf(lead);
  const startsA = starts(a.shape, lead);
  const startsB = starts(b.shape, lead);
  const [rowA, columnA] = attributes.transposeA ? [1, m] : [k, 1];
  const [rowB, columnB] = attributes.transposeB ? [1, k] : [n, 1];
  const data = new Float64Array(matrices * m * n);
  for (let matrix = 0; matrix < matrices; matrix++) {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let l = 0; l < k; l++) {
          sum += a.data[startsA[matrix] + i * rowA + l * columnA] *
            b.data[startsB[matrix] + l * rowB + j * columnB];
        }
        data[(matrix * m + i) * n + j] = sum * attributes.scale;
      }
    }
  }
  return { shape: [...lead, m, n], data };
}

/** Where each matrix of the broadcast batch starts in an operand. */
function starts(shape: Shape, lead: Shape): number[] {
  const own = shape.slice(0, -2);
  const matrixSize = sizeOf(shape.slice(-2));
  const strides = broadcastStrides(own, lead);
  return Array.from({ length: sizeOf(lead) }, (_, index) => {
    let offset = 0;
    for (let axis = lead.length - 1, rest = index; axis >= 0; axis--) {
      offset += (rest % lead[axis]) * strides[axis];
      rest = Math.floor(rest / lead[axis]);
    }
    return offset * matrixSize;
  });
}
