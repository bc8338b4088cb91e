import {
  apply,
  constant,
  type Dense,
  type Kernel,
  normalAxis,
  reject,
  type Shape,
  sizeOf,
  type Value,
} from "../graph/mod.ts";
import { slice } from "./slice.ts";

/** Joins values along one axis: [2, 3] and [2, 1] on axis 1 → [2, 4]. Its adjoint is slices. */
export function concat(parts: readonly Value[], axis: number): Value {
  if (parts.length === 0) reject("concat", parts, "at least one value");
  if (parts.length === 1) return parts[0];
  return apply(concatKernel, parts, { axis: normalAxis(axis, parts[0].shape.length) })[0];
}

/**
 * Parts along one axis, of the given sizes or `count` equal ones: [2, 6] on axis 1 by [4, 2] →
 * [2, 4] and [2, 2]. Its adjoint is concat.
 */
export function split(
  x: Value,
  options: { axis: number; sizes: readonly number[] } | { axis: number; count: number },
): readonly Value[] {
  const axis = normalAxis(options.axis, x.shape.length);
  const sizes = "sizes" in options
    ? options.sizes
    : new Array<number>(options.count).fill(x.shape[axis] / options.count);
  return apply(splitKernel, [x], { axis, sizes });
}

export const concatKernel: Kernel<{ readonly axis: number }> = {
  name: "concat",
  shape(parts, { axis }) {
    const [first] = parts;
    const fits = parts.every((part) =>
      part.shape.length === first.shape.length && part.dtype === first.dtype &&
      part.shape.every((size, i) => i === axis || size === first.shape[i])
    );
    if (!fits) reject("concat", parts, `shapes equal but for axis ${axis}`);
    const joined = parts.reduce((sum, part) => sum + part.shape[axis], 0);
    return [{
      shape: first.shape.map((size, i) => i === axis ? joined : size),
      dtype: first.dtype,
    }];
  },
  reference(parts, { axis }) {
    const joined = parts.reduce((sum, part) => sum + part.shape[axis], 0);
    const shape = parts[0].shape.map((size, i) => i === axis ? joined : size);
    const data = new Float64Array(sizeOf(shape));
    const outer = sizeOf(shape.slice(0, axis));
    let at = 0;
    for (let block = 0; block < outer; block++) {
      for (const part of parts) {
        const run = part.data.length / outer;
        data.set(part.data.subarray(block * run, (block + 1) * run), at);
        at += run;
      }
    }
    return [{ shape, data }];
  },
  gradient({ inputs, arriving: [g], attributes: { axis }, needed }) {
    let start = 0;
    return inputs.map((part, i) => {
      const end = start + part.shape[axis];
      const piece = needed[i] ? slice(g!, { axis, start, end }) : undefined;
      start = end;
      return piece;
    });
  },
  lower: ({ names, to, attributes: { axis } }) =>
    to.emit("Concat", names, { attributes: { axis } }),
  tolerance: { absolute: 0, relative: 0 },
};

export const splitKernel: Kernel<{ readonly axis: number; readonly sizes: readonly number[] }> = {
  name: "split",
  shape([x], { axis, sizes }) {
    const total = sizes.reduce((sum, size) => sum + size, 0);
    if (total !== x.shape[axis] || !sizes.every((size) => Number.isInteger(size) && size > 0)) {
      reject("split", [x], `whole parts [${sizes.join(", ")}] that fill axis ${axis}`);
    }
    return sizes.map((size) => ({ shape: resized(x.shape, axis, size), dtype: x.dtype }));
  },
  reference([x], { axis, sizes }) {
    const inner = sizeOf(x.shape.slice(axis + 1));
    const stride = x.shape[axis] * inner;
    let start = 0;
    return sizes.map((size): Dense => {
      const shape = resized(x.shape, axis, size);
      const data = new Float64Array(sizeOf(shape));
      const run = size * inner;
      for (let block = 0; block * run < data.length; block++) {
        const from = block * stride + start;
        data.set(x.data.subarray(from, from + run), block * run);
      }
      start += run;
      return { shape, data };
    });
  },
  gradient({ outputs, arriving, attributes: { axis } }) {
    const zeros = ({ shape }: Value) => constant(new Float32Array(sizeOf(shape)), shape);
    return [concat(outputs.map((part, i) => arriving[i] ?? zeros(part)), axis)];
  },
  lower: ({ names, to, attributes: { axis, sizes } }) =>
    to.emit("Split", [names[0], to.integers(sizes)], {
      attributes: { axis },
      outputs: sizes.length,
    }),
  tolerance: { absolute: 0, relative: 0 },
};

function resized(shape: Shape, axis: number, size: number): Shape {
  return shape.map((old, i) => i === axis ? size : old);
}
