import { float32, integers, type Program } from "../runtime/mod.ts";

export interface ReconstructOptions {
  /** Compiled {@link reconstructGraph} for one text. */
  readonly program: Program;
  /** K and D. */
  readonly vectors: number;
  readonly width: number;
}

/** One forward pass: proto [K, D] → the N token ids it says. */
export async function reconstruct(
  proto: Float32Array,
  { program, vectors, width }: ReconstructOptions,
): Promise<number[]> {
  const { prediction } = await program.run({ proto: float32(proto, [1, vectors, width]) });
  return integers(prediction);
}
