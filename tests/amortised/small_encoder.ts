import {
  backFrom,
  directionsOf,
  type EncoderSizes,
  type Fitted,
  type TrainedAgainst,
} from "../../src/amortised/mod.ts";
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

const size = 96;

/** A metric of three directions, components 0, 7 and 14. */
const metric = {
  rows: Float32Array.from(
    { length: 3 * size },
    (_, at) => Number(at % size === 7 * (at / size | 0)),
  ),
  scales: Float32Array.of(0.1, 0.4, 0.9),
  rest: 2,
};

const reach = 1;

/** An encoder of the golden Llama. */
export async function smallTraining(engine: Engine): Promise<TrainedAgainst> {
  const model = await goldenModel("llama-gqa-tied");
  const frozen = {
    embeddings: model.embeddings,
    start: normals(stream(3, "test-start"), size),
    directions: directionsOf(metric, { size, reach }),
  };
  return { model, arrangement: arrangements["[e][m]×(N−1)"], sizes: smallSizes, frozen, engine };
}

/** The same, down the distance to vectors drawn around the start for two windows of each length. */
export async function smallDistanceTraining(
  engine: Engine,
): Promise<TrainedAgainst & { readonly fitted: Fitted }> {
  const against = await smallTraining(engine);
  const { start } = against.frozen;
  const around = (seed: number) =>
    normals(stream(seed, "test-solution"), size).map((x, i) => start[i] + 0.5 * x);
  const windows = new Map([2, 3].map((tokens) => [tokens, {
    texts: [[5, 17, 33].slice(0, tokens), [80, 9, 60].slice(0, tokens)],
    protos: [around(tokens), around(10 + tokens)],
  }]));
  return { ...against, fitted: { windows, back: backFrom(metric, { size, reach }) } };
}

/**
 * How far apart vectors are by that metric, whose axes are the components: a component's difference
 * counts with the mean of all scales over its own.
 */
export function smallDistance(a: Float32Array, b: Float32Array): number {
  const scales = Array.from(a, (_, i) => ({ 0: 0.1, 7: 0.4, 14: 0.9 })[i] ?? 2);
  const mean = scales.reduce((sum, x) => sum + x, 0) / size;
  return scales.reduce((sum, x, i) => sum + (a[i] - b[i]) ** 2 * mean / x, 0) / reach ** 2 / size;
}
