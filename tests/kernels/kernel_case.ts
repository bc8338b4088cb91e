/** What a kernel is tried on, and inputs and attributes to make it of. */
import { type DType, type Shape, sizeOf } from "../../src/graph/mod.ts";
import { normals, type Stream, stream } from "../../src/random/mod.ts";

/** A kernel applied to given inputs. */
export interface KernelCase {
  readonly about: string;
  readonly inputs: readonly CaseInput[];
  readonly attributes?: unknown;
  /** Inputs whose gradient is checked; all float32 ones unless said. */
  readonly trainable?: readonly number[];
}

export interface CaseInput {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly data: Float32Array | BigInt64Array;
}

let drawn = 0;

/** A stream of its own for every random input, so that no two are alike. */
function nextStream(): Stream {
  return stream(1, "kernel-cases", drawn++);
}

export function normal(shape: Shape, { scale = 1, shift = 0 } = {}): CaseInput {
  const data = normals(nextStream(), sizeOf(shape)).map((value) => value * scale + shift);
  return { shape, dtype: "float32", data };
}

/** Uniform in [0.1, 1.1): a probability, a norm. */
export function positive(shape: Shape): CaseInput {
  const source = nextStream();
  const data = Float32Array.from({ length: sizeOf(shape) }, () => 0.1 + source.uniform());
  return { shape, dtype: "float32", data };
}

export function filled(shape: Shape, values: readonly number[]): CaseInput {
  return { shape, dtype: "float32", data: Float32Array.from(values) };
}

export function integers(shape: Shape, count: number): CaseInput {
  const source = nextStream();
  return ids(shape, Array.from({ length: sizeOf(shape) }, () => source.integer(count)));
}

export function ids(shape: Shape, values: readonly number[]): CaseInput {
  return { shape, dtype: "int64", data: BigInt64Array.from(values, BigInt) };
}

export function pads(axis: number, before: number, after: number) {
  return { axis, before, after };
}

export function range(axis: number, start: number, end: number) {
  return { axis, start, end };
}

export function parts(axis: number, sizes: readonly number[]) {
  return { axis, sizes };
}

export function rotaryCase(
  about: string,
  { x, half, inverse }: { x: Shape; half: number; inverse: boolean },
): KernelCase {
  const angles = normals(nextStream(), x[2] * half).map((value) => value * 3);
  return {
    about,
    inputs: [
      normal(x),
      filled([x[2], half], [...angles.map(Math.cos)]),
      filled([x[2], half], [...angles.map(Math.sin)]),
    ],
    attributes: { inverse },
    trainable: [0],
  };
}
