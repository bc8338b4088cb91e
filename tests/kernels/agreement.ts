import assert from "node:assert/strict";
import { type Shape, showShape, sizeOf, type Tolerance } from "../../src/graph/mod.ts";

/** Numbers of a known shape, wherever they come from. */
export interface Numbers {
  readonly shape: Shape;
  readonly data: ArrayLike<number | bigint>;
}

/**
 * Fails where any |want − got| exceeds absolute + relative · |want|, naming the worst element.
 * Written so that NaN fails; equal infinities agree.
 */
export function assertAgrees(
  got: Numbers,
  { want, tolerance, what }: { want: Numbers; tolerance: Tolerance; what: string },
): void {
  assert.deepEqual([...got.shape], [...want.shape], `${what}: shape`);
  assert.equal(got.data.length, sizeOf(want.shape), `${what}: number of elements`);
  let worst = { excess: 1, at: -1 };
  for (let at = 0; at < want.data.length; at++) {
    const [wanted, have] = [Number(want.data[at]), Number(got.data[at])];
    if (Object.is(wanted, have) || wanted === have) continue;
    const allowed = tolerance.absolute + tolerance.relative * Math.abs(wanted);
    const excess = Math.abs(wanted - have) / allowed;
    if (!(excess <= 1) && !(excess <= worst.excess)) worst = { excess, at };
  }
  if (worst.at < 0) return;
  assert.fail(
    `${what}: element ${showShape(indexOf(worst.at, want.shape))} is ${got.data[worst.at]}, ` +
      `want ${want.data[worst.at]} within ${tolerance.absolute} + ${tolerance.relative}·|want| ` +
      `(${worst.excess.toPrecision(3)} times that)`,
  );
}

function indexOf(flat: number, shape: Shape): number[] {
  const index: number[] = [];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index.unshift(flat % shape[axis]);
    flat = Math.floor(flat / shape[axis]);
  }
  return index;
}

/** |got − want| / |want|, Euclidean. */
export function relativeDistance(got: Float32Array, want: Float32Array): number {
  return Math.hypot(...got.map((value, i) => value - want[i])) / Math.hypot(...want);
}
