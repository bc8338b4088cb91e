import { type Graph, topologicalOrder, verify } from "../graph/mod.ts";
import { argMaxKernel } from "../kernels/arg_max.ts";
import { float32, floats, integers, type Program } from "../runtime/mod.ts";

/** A compiled {@link reconstructGraph} and what it takes. */
export interface Reader {
  readonly program: Program;
  /** B, K and D. */
  readonly batch: number;
  readonly vectors: number;
  readonly width: number;
  /** N. */
  readonly tokens: number;
  /** Before every engine call; may throw to end the work. */
  readonly onCall: () => void;
}

/**
 * The ids that vectors [K, D] say, B at a time. Where the last call would have empty slots, the first
 * vectors are read once more in them.
 */
export async function readBack(
  protos: readonly Float32Array[],
  reader: Reader,
): Promise<number[][]> {
  const { batch, tokens } = reader;
  const said: number[][] = [];
  for (let first = 0; first < protos.length; first += batch) {
    const { prediction } = await call(
      Array.from({ length: batch }, (_, slot) => protos[(first + slot) % protos.length]),
      reader,
    );
    const ids = integers(prediction);
    for (let slot = 0; slot < batch && first + slot < protos.length; slot++) {
      said.push(ids.slice(slot * tokens, (slot + 1) * tokens));
    }
  }
  return said;
}

/** What one solution says, and by how much: B = 1, of a {@link withLogits} graph. */
export async function readMargins(
  proto: Float32Array,
  targets: readonly number[],
  reader: Reader,
): Promise<{ readonly ids: number[]; readonly marginsNats: number[] }> {
  const { prediction, logits } = await call([proto], reader);
  const values = floats(logits);
  const vocabulary = values.length / targets.length;
  return {
    ids: integers(prediction),
    marginsNats: targets.map((target, i) =>
      marginOf(values.subarray(i * vocabulary, (i + 1) * vocabulary), target)
    ),
  };
}

/** Share of positions that say their target. */
export function accuracyOf(ids: readonly number[], targets: readonly number[]): number {
  return targets.filter((id, i) => id === ids[i]).length / targets.length;
}

async function call(protos: readonly Float32Array[], reader: Reader) {
  const { program, vectors, width, onCall } = reader;
  onCall();
  const proto = new Float32Array(protos.length * vectors * width);
  protos.forEach((one, slot) => proto.set(one, slot * one.length));
  return await program.run({ proto: float32(proto, [protos.length, vectors, width]) });
}

/** The target's logit less the best other one's. */
function marginOf(logits: Float32Array, target: number): number {
  let best = -Infinity;
  for (let id = 0; id < logits.length; id++) {
    if (id !== target && logits[id] > best) best = logits[id];
  }
  return logits[target] - best;
}

/** A graph that predicts tokens, giving also the `logits` [B·N, V] that its prediction is the argmax of. */
export function withLogits({ inputs, outputs }: Graph): Graph {
  const predicting = topologicalOrder(Object.values(outputs))
    .filter(({ kernel }) => kernel.name === argMaxKernel.name);
  if (predicting.length !== 1) {
    throw new TypeError(
      `Cannot take logits of a graph: ${predicting.length} of its nodes predict tokens, want one`,
    );
  }
  return verify({ inputs, outputs: { ...outputs, logits: predicting[0].inputs[0] } });
}
