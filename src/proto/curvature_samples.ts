import { float32, floats, int64, type Program } from "../runtime/mod.ts";
import { lent } from "../runtime/program_cache.ts";
import type { Slot } from "./_fit_state.ts";
import { fitAll, type FitOptions, type FitTask } from "./fit.ts";

export interface CurvatureOptions
  extends Pick<FitOptions, "batch" | "tokens" | "vectors" | "width" | "stop"> {
  /** Compiled watched `fitGraph` of these sizes. */
  readonly watched: Program;
  /** Numbers in [0, 1) that a task's signs are drawn with. */
  readonly uniform: (task: FitTask) => number;
  /** After every step: passes made so far, over all tasks. */
  readonly onStep?: (passes: number) => void;
}

/** What was sampled along some fits. */
export interface CurvatureSamples {
  /** [S, K·D], each of length 1. */
  readonly samples: Float32Array;
  /** Forward-backward passes they took, the fits' own included. */
  readonly passes: number;
}

/**
 * Samples of the curvature along fits: at every step the gradient of the positions' losses summed
 * with random signs. Its outer product has the expectation Σᵢ gᵢgᵢᵀ over the positions' gradients,
 * the empirical Fisher matrix, which near a solution is about the loss's Hessian up to a factor; the
 * mean gradient, which says where to go and not how steep it is there, cancels. Every sample counts
 * alike, whatever its length: gradients are longest where a fit has least to tell.
 */
export async function curvatureSamples(
  tasks: readonly FitTask[],
  { watched, uniform, onStep, ...options }: CurvatureOptions,
): Promise<CurvatureSamples> {
  const { batch, tokens, vectors, width } = options;
  const size = vectors * width;
  const rows: Float32Array[] = [];
  let passes = 0;
  const sample = async (slots: readonly Slot[]) => {
    const proto = new Float32Array(batch * size);
    const targets = new Array<number>(batch * tokens).fill(0);
    const weights = new Float32Array(batch * tokens);
    for (const [at, { task, state }] of slots.entries()) {
      proto.set(state.proto, at * size);
      for (const [i, id] of task.targets.entries()) {
        targets[at * tokens + i] = id;
        weights[at * tokens + i] = uniform(task) < 0.5 ? -1 : 1;
      }
    }
    const { gradient } = await watched.run({
      proto: float32(proto, [batch, vectors, width]),
      targets: int64(targets, [batch, tokens]),
      weights: float32(weights, [batch, tokens]),
    });
    const all = floats(gradient);
    for (const at of slots.keys()) rows.push(unit(all.subarray(at * size, (at + 1) * size)));
    passes += 2 * slots.length;
    onStep?.(passes);
  };
  const alike = float32(new Float32Array(batch * tokens).fill(1), [batch, tokens]);
  const program: Program = lent({
    ...watched,
    run: (feeds) => watched.run({ ...feeds, weights: alike }),
  });
  await fitAll(tasks, { ...options, program, onStep: sample });
  const samples = new Float32Array(rows.length * size);
  rows.forEach((row, at) => samples.set(row, at * size));
  return { samples, passes };
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}
