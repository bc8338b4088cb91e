import { broadcastShape, broadcastStrides, type Dense, sizeOf } from "../graph/mod.ts";

/** Applies `f` to every element. */
export function map(x: Dense, f: (value: number) => number): Dense {
  return { shape: x.shape, data: x.data.map(f) };
}

/** Applies `f` to every pair of elements that meet under NumPy's broadcasting rule. */
export function zip(a: Dense, b: Dense, f: (a: number, b: number) => number): Dense {
  const shape = broadcastShape(a.shape, b.shape)!;
  const strideA = broadcastStrides(a.shape, shape);
  const strideB = broadcastStrides(b.shape, shape);
  const data = new Float64Array(sizeOf(shape));
  const at = new Array<number>(shape.length).fill(0);
  for (let i = 0, offsetA = 0, offsetB = 0; i < data.length; i++) {
    data[i] = f(a.data[offsetA], b.data[offsetB]);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      offsetA += strideA[axis];
      offsetB += strideB[axis];
      if (++at[axis] < shape[axis]) break;
      at[axis] = 0;
      offsetA -= strideA[axis] * shape[axis];
      offsetB -= strideB[axis] * shape[axis];
    }
  }
  return { shape, data };
}

/** Calls `f` with the start of every row of a [..., D] array and D. */
export function eachRow(x: Dense, f: (start: number, length: number, row: number) => void): void {
  const length = x.shape[x.shape.length - 1];
  for (let row = 0; row * length < x.data.length; row++) f(row * length, length, row);
}
