/** Shapes and element types of values. */

/** Sizes from the outermost axis in; `[]` is a scalar. */
export type Shape = readonly number[];

/** Element types a value can have. Weights may be stored narrower and are widened on load. */
export type DType = "float32" | "int64";

/** Number of elements. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** `[2, 3]` */
export function showShape(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** The shape two operands meet in under NumPy's broadcasting rule, or null where they do not. */
export function broadcastShape(a: Shape, b: Shape): Shape | null {
  const rank = Math.max(a.length, b.length);
  const out = new Array<number>(rank);
  for (let axis = 0; axis < rank; axis++) {
    const left = a[a.length - rank + axis] ?? 1;
    const right = b[b.length - rank + axis] ?? 1;
    if (left !== right && left !== 1 && right !== 1) return null;
    out[axis] = left === 1 ? right : left;
  }
  return out;
}

/** Row-major strides; a broadcast axis (size 1 meeting `target`'s larger size) gets stride 0. */
export function broadcastStrides(shape: Shape, target: Shape): number[] {
  const own = stridesOf(shape);
  const offset = target.length - shape.length;
  return target.map((size, axis) => {
    const mine = axis - offset;
    return mine < 0 || (shape[mine] === 1 && size !== 1) ? 0 : own[mine];
  });
}

/** Row-major strides in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

/** `axis` counted from the end where negative, checked against `rank`. */
export function normalAxis(axis: number, rank: number): number {
  const normal = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(normal) || normal < 0 || normal >= rank) {
    throw new RangeError(`Cannot take axis ${axis}: the value has ${rank} axes`);
  }
  return normal;
}
