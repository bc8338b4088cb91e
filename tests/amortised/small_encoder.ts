import { directionsOf, type EncoderSizes, type TrainedAgainst } from "../../src/amortised/mod.ts";
import { arrangements } from "../../src/proto/mod.ts";
import { normals, stream } from "../../src/random/mod.ts";
import type { Engine } from "../../src/runtime/mod.ts";
import { goldenModel } from "../models/golden_checkpoint.ts";

/** Sizes that a test has time for, on the golden Llama of width 48. */
export const smallSizes: EncoderSizes = {
  lengths: [2, 3],
  width: 48,
  vectors: 2,
  hidden: 12,
  blocks: 1,
  inner: 10,
};

/** An encoder of the golden Llama, with a metric of three directions. */
export async function smallTraining(engine: Engine): Promise<TrainedAgainst> {
  const model = await goldenModel("llama-gqa-tied");
  const size = 96;
  const rows = new Float32Array(3 * size);
  for (let r = 0; r < 3; r++) rows[r * size + 7 * r] = 1;
  const metric = { rows, scales: Float32Array.of(0.1, 0.4, 0.9), rest: 2 };
  const frozen = {
    embeddings: model.embeddings,
    start: normals(stream(3, "test-start"), size),
    directions: directionsOf(metric, { size, reach: 1 }),
  };
  return { model, arrangement: arrangements["[e][m]×(N−1)"], sizes: smallSizes, frozen, engine };
}
