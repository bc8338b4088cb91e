import type { Graph, Shape } from "../graph/mod.ts";

/** Data crossing the engine's boundary, row-major. */
export type Tensor =
  | { readonly dtype: "float32"; readonly shape: Shape; readonly data: Float32Array }
  | { readonly dtype: "int64"; readonly shape: Shape; readonly data: BigInt64Array };

/** A compiled graph. Runs are one after another; disposing frees native memory. */
export interface Program extends AsyncDisposable {
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>>;
}

/** Something that runs graphs. */
export interface Engine {
  /** "onnxruntime", "tfjs" or "reference". */
  readonly name: string;
  /** "cpu", "webgpu", "cuda", … */
  readonly device: string;
  readonly threads: number;
  compile(graph: Graph, options?: CompileOptions): Promise<Program>;
}

export interface CompileOptions {
  /** The program will run a few times only: compile fast, do not prepare weights. */
  readonly once?: boolean;
}

/** A float32 tensor. */
export function float32(data: Float32Array, shape: Shape): Tensor {
  return { dtype: "float32", shape, data };
}

/** An int64 tensor from numbers. */
export function int64(values: readonly number[], shape: Shape): Tensor {
  return { dtype: "int64", shape, data: BigInt64Array.from(values, BigInt) };
}

/** The numbers of a tensor that must be float32. */
export function floats(tensor: Tensor): Float32Array {
  if (tensor.dtype !== "float32") throw new TypeError("Cannot read floats of an int64 tensor");
  return tensor.data;
}

/** The numbers of a tensor that must be int64. */
export function integers(tensor: Tensor): number[] {
  if (tensor.dtype !== "int64") throw new TypeError("Cannot read integers of a float32 tensor");
  return Array.from(tensor.data, Number);
}
