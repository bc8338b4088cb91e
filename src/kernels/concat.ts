import { apply, type Kernel, normalAxis, reject, sizeOf, type Value } from "../graph/mod.ts";
import { slice } from "./slice.ts";

/** Joins values along one axis: [2, 3] and [2, 1] on axis 1 → [2, 4]. Its adjoint is slices. */
export function concat(parts: readonly Value[], axis: number): Value {
  if (parts.length === 1) return parts[0];
  return apply(concatKernel, parts, { axis: normalAxis(axis, parts[0].shape.length) })[0];
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
