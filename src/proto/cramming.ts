import { type Graph, input } from "../graph/mod.ts";
import { concat, gatherRows, slice } from "../kernels/mod.ts";
import type { LanguageModel } from "../models/mod.ts";
import { normals, stream } from "../random/mod.ts";
import { decode, type DecoderOptions } from "./autoregress.ts";
import { fitAll, type FitOptions, type FitTask, type FittedText } from "./fit.ts";
import type { GraphSize } from "./graphs.ts";
import { stepGraph } from "./_scored.ts";

/**
 * Cramming (Kuratov et al. 2025, 2502.13063): a text in K trained [mem] vectors, read back token by
 * token.
 *
 *     fit      mem_1 … mem_K t_1 … t_{N−1}     teacher-forced: K + N − 1 inputs
 *                        │    │       │
 *                       t_1  t_2 …  t_N        ordinary next-token loss, from mem_K on
 *     decode   mem_1 … mem_K → t_1 → t_2 …     greedy, from the vectors alone
 */
export function crammingGraph(
  model: LanguageModel,
  memVectors: number,
  { batch, tokens }: GraphSize,
): Graph {
  // Inputs and outputs are those of a one-pass fit, so that the same loop runs both.
  const proto = input("proto", [batch, memVectors, model.config.width]);
  const targets = input("targets", [batch, tokens], "int64");
  if (tokens === 1) return stepGraph(model, { proto, targets, inputs: proto });
  const known = slice(targets, { axis: 1, start: 0, end: tokens - 1 });
  const inputs = concat([proto, gatherRows(model.embeddings, known)], 1);
  return stepGraph(model, { proto, targets, inputs });
}

/** Steps without a better accuracy after which the predecessor gives up. */
export const crammingPatienceSteps = 2000;

export interface CramOptions extends Pick<FitOptions, "width" | "stop" | "patienceSteps"> {
  /** Compiled {@link crammingGraph} for one text. */
  readonly program: FitOptions["program"];
  readonly memVectors: number;
  /** Standard deviation of the model's input embeddings, in which the recipe's start is measured. */
  readonly embeddingDeviation: number;
  /** After every step: those done of the recipe's. */
  readonly onStep?: (steps: number) => void;
}

/**
 * Fits the [mem] vectors of one text. Its accuracy is teacher-forced: each token is predicted from
 * the vectors and the right tokens before it.
 *
 * @returns null where `stop` ended it first
 */
export async function cram(task: FitTask, options: CramOptions): Promise<FittedText | null> {
  const { program, memVectors, width, embeddingDeviation, stop, onStep } = options;
  let fitted: FittedText | null = null;
  await fitAll([task], {
    program,
    batch: 1,
    tokens: task.targets.length,
    vectors: memVectors,
    width,
    stop,
    patienceSteps: options.patienceSteps ?? crammingPatienceSteps,
    start: ({ index, recipe }, seed) =>
      memStart({
        seed,
        index,
        size: memVectors * width,
        deviation: recipe.initialDeviation * embeddingDeviation,
      }),
    onStep: ([{ state }]) => onStep?.(state.steps),
    onFitted: (text) => void (fitted = text),
  });
  return fitted;
}

/** Rows mem_1 … mem_K of a start: normal components from the stream (seed, "cramming-init", index). */
export function memStart(
  { seed, index, size, deviation }: {
    readonly seed: number;
    readonly index: number;
    readonly size: number;
    readonly deviation: number;
  },
): Float32Array {
  return normals(stream(seed, "cramming-init", index), size).map((value) => value * deviation);
}

/** What the model writes from [mem] vectors [K, D] alone: N token ids, the likeliest each time. */
export async function decodeMem(
  mem: Float32Array,
  options: Omit<DecoderOptions, "vectors"> & { readonly tokens: number },
): Promise<number[]> {
  const { width } = options.config;
  const vectors = Array.from(
    { length: mem.length / width },
    (_, row) => mem.subarray(row * width, (row + 1) * width),
  );
  return await decode(vectors, { ...options, vectors: true, count: options.tokens });
}
