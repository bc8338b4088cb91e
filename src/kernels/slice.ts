import {
  apply,
  type Dense,
  type Kernel,
  normalAxis,
  reject,
  type Shape,
  sizeOf,
  type Value,
} from "../graph/mod.ts";

interface SliceAttributes {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
}

/** Elements start…end−1 of one axis: [2, 5] on axis 1 from 1 to 4 → [2, 3]. Adjoint of {@link pad}. */
export function slice(x: Value, range: SliceAttributes): Value {
  return apply(sliceKernel, [x], { ...range, axis: normalAxis(range.axis, x.shape.length) })[0];
}

interface PadAttributes {
  readonly axis: number;
  readonly before: number;
  readonly after: number;
}

/** Zeros before and after on one axis. Adjoint of {@link slice}. */
export function pad(x: Value, zeros: PadAttributes): Value {
  return apply(padKernel, [x], { ...zeros, axis: normalAxis(zeros.axis, x.shape.length) })[0];
}

export const sliceKernel: Kernel<SliceAttributes> = {
  name: "slice",
  shape([x], { axis, start, end }) {
    if (start < 0 || end <= start || end > x.shape[axis]) {
      reject("slice", [x], `0 ≤ start < end ≤ size, got ${start}…${end} on axis ${axis}`);
    }
    return [{ shape: resized(x.shape, axis, end - start), dtype: x.dtype }];
  },
  reference: ([x], { axis, start, end }) => [
    moved(x, { axis, shape: resized(x.shape, axis, end - start), shift: -start }),
  ],
  gradient({ inputs: [x], arriving: [g], attributes: { axis, start, end } }) {
    return [pad(g!, { axis, before: start, after: x.shape[axis] - end })];
  },
  lower: ({ names, to, attributes: { axis, start, end } }) =>
    to.emit("Slice", [names[0], ...[[start], [end], [axis]].map(to.integers)]),
  tolerance: { absolute: 0, relative: 0 },
};

export const padKernel: Kernel<PadAttributes> = {
  name: "pad",
  shape([x], { axis, before, after }) {
    if (before < 0 || after < 0 || x.dtype !== "float32") {
      reject("pad", [x], `float32 and counts ≥ 0, got ${before} and ${after}`);
    }
    return [{ shape: resized(x.shape, axis, before + x.shape[axis] + after), dtype: x.dtype }];
  },
  reference: ([x], { axis, before, after }) => [
    moved(x, {
      axis,
      shape: resized(x.shape, axis, before + x.shape[axis] + after),
      shift: before,
    }),
  ],
  gradient({ inputs: [x], arriving: [g], attributes: { axis, before } }) {
    return [slice(g!, { axis, start: before, end: before + x.shape[axis] })];
  },
  lower({ inputs: [x], names, to, attributes: { axis, before, after } }) {
    const counts = new Array<number>(2 * x.shape.length).fill(0);
    counts[axis] = before;
    counts[x.shape.length + axis] = after;
    return to.emit("Pad", [names[0], to.integers(counts)]);
  },
  tolerance: { absolute: 0, relative: 0 },
};

function resized(shape: Shape, axis: number, size: number): Shape {
  return shape.map((old, i) => i === axis ? size : old);
}

/** Copies x into zeros of `shape`, index i of `axis` to i + shift where that exists. */
function moved(
  x: Dense,
  { axis, shape, shift }: { axis: number; shape: Shape; shift: number },
): Dense {
  const inner = sizeOf(shape.slice(axis + 1));
  const outer = sizeOf(shape.slice(0, axis));
  const data = new Float64Array(sizeOf(shape));
  for (let block = 0; block < outer; block++) {
    for (let i = 0; i < x.shape[axis]; i++) {
      const to = i + shift;
      if (to < 0 || to >= shape[axis]) continue;
      const from = (block * x.shape[axis] + i) * inner;
      data.set(x.data.subarray(from, from + inner), (block * shape[axis] + to) * inner);
    }
  }
  return { shape, data };
}
