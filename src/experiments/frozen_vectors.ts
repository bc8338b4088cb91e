import { float32, floats, type Program } from "../runtime/mod.ts";

/** Vectors [D] that a fit leaves as they are, by their place in the arrangement: 0 is e, 1 is m. */
export type FrozenVectors = ReadonlyMap<number, Float32Array>;

/** proto [B, K, D], copied, with the frozen vectors in their places in each of the B. */
export function withFrozen(
  proto: Float32Array,
  { frozen, vectors }: { readonly frozen: FrozenVectors; readonly vectors: number },
): Float32Array {
  const out = proto.slice();
  for (const [place, vector] of frozen) {
    for (let at = place * vector.length; at < out.length; at += vectors * vector.length) {
      out.set(vector, at);
    }
  }
  return out;
}

/**
 * A fit's program that sees the frozen vectors, whatever it is fed in their places of `proto`
 * [B, K, D]. The optimiser goes on moving its own copy of them, which nobody reads: AdamW treats
 * every component by itself, so the trained vectors go where they would go alone. The solution
 * holds that copy too and wants {@linkcode withFrozen} in the end.
 */
export function frozenProgram(program: Program, frozen: FrozenVectors): Program {
  return {
    ...program,
    run({ proto, ...others }) {
      const data = withFrozen(floats(proto), { frozen, vectors: proto.shape[1] });
      return program.run({ ...others, proto: float32(data, proto.shape) });
    },
  };
}
