import { join } from "node:path";
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { engineIdentity } from "../experiments/engine_choice.ts";
import { Stopped } from "../experiments/mod.ts";
import { readSafetensorsHeader, readTensor, writeSafetensors } from "../models/weights/mod.ts";
import {
  type ArrangementName,
  type CurvatureSamples,
  type FitTask,
  lbfgsByDiagonal,
  lbfgsByMetric,
  type Metric,
  type Recipe,
  recipes,
} from "../proto/mod.ts";
import { keyOf } from "../records/canonical.ts";
import type { CommonMetric } from "../records/common_metric.ts";
import { vectorsSha256 } from "../records/common_start.ts";
import type { StudyContext } from "./study_fits.ts";
import { sentencePool } from "./tuning_texts.ts";

/** Fits of texts of N tokens that are sampled together, two at a time. */
export interface MetricRound {
  readonly tokens: number;
  readonly texts: number;
  readonly steps: number;
}

/**
 * Long texts, since those are where curvature matters. The second round goes by the metric of the
 * first, and so comes nearer to solutions, where most steps of a long text are spent.
 */
export const metricRounds: readonly MetricRound[] = [
  { tokens: 64, texts: 4, steps: 120 },
  { tokens: 64, texts: 4, steps: 250 },
];

/** Texts in an engine call: of 64 tokens, about as many as it takes before calls take as much longer. */
const atOnce = 2;

/**
 * Added to the eigenvalues, whose mean is 1: what the samples are too few to know. Anything from 0.1
 * to 1 served alike.
 */
const damping = 0.3;

/** Directions kept at most; the eigenvalues beyond are small and much alike. */
const mostDirections = 256;

const sampledRecipe = (maxSteps: number, optimiser: Recipe["optimiser"]): Recipe => ({
  ...recipes.best,
  // Curvature is sampled of the plain loss, along fits down that same loss.
  lossPower: 1,
  name: "metric",
  maxSteps,
  restart: null,
  optimiser,
});

/**
 * Makes the metric that goes with a model's common start: the damped inverse of the mean empirical
 * Fisher matrix along fits of tuning texts,
 *
 *     H = (F + λI)⁻¹ = V·diag(1 ÷ (w + λ))·Vᵀ,  F = Σ samples·samplesᵀ, its mean eigenvalue 1
 *
 * the largest eigenvectors by themselves and the others by their mean. What was sampled is kept, so
 * that a run that was stopped goes on with the texts that are left.
 *
 * @throws RangeError where the model has no common start for the arrangement
 */
export async function makeCommonMetric(
  { arrangement, rounds = metricRounds, onProgress, onSampled }: {
    readonly arrangement: ArrangementName;
    readonly rounds?: readonly MetricRound[];
    /** Share of all steps that are done, 0…1. */
    readonly onProgress?: (share: number) => void;
    readonly onSampled?: (texts: number) => void;
  },
  context: StudyContext,
): Promise<Omit<CommonMetric, "sha256">> {
  const { model, starts, tokenizer, command } = context;
  const start = starts?.get(arrangement);
  if (start === undefined) {
    throw new RangeError(
      `Cannot make a metric of ${arrangement} on "${model.id}": it goes with a common start and ` +
        `there is none, make one with "deno task study start --model ${model.id}"`,
    );
  }
  const size = start.proto.length;
  const parts: CurvatureSamples[] = [];
  const texts: string[] = [];
  const all = rounds.reduce((sum, { texts, steps }) => sum + texts * steps, 0);
  let stepsDone = 0;
  let metric: Metric | undefined;
  for (const { tokens, texts: count, steps } of rounds) {
    const pool = await sentencePool(tokens, tokenizer);
    const optimiser = metric === undefined ? lbfgsByDiagonal : lbfgsByMetric;
    const tasks = pool.slice(texts.length, texts.length + count).map(({ id, targets }, at) => ({
      ...{ id, targets, metric, seed: 1, index: texts.length + at, given: start.proto },
      recipe: sampledRecipe(steps, optimiser),
    }));
    for (let first = 0; first < tasks.length; first += atOnce) {
      const some = tasks.slice(first, first + atOnce);
      parts.push(
        await sampled({ arrangement, tokens, tasks: some }, {
          context,
          onProgress: (share) => onProgress?.((stepsDone + share * some.length * steps) / all),
        }),
      );
      stepsDone += some.length * steps;
      texts.push(...some.map(({ id }) => id));
      onSampled?.(texts.length);
    }
    metric = metricOf(parts.map(({ samples }) => samples), size);
  }
  if (metric === undefined) throw new RangeError("Cannot make a metric of no rounds, want one");
  return {
    ...metric,
    arrangement,
    model: model.id,
    weightsSha256: model.weightsSha256,
    startSha256: vectorsSha256(start.proto),
    texts: [...new Set(texts.map((id) => id.split("@")[0]))].sort(),
    textSteps: parts.reduce((sum, { passes }) => sum + passes, 0),
    method: methodOf(rounds),
    command,
  };
}

function methodOf(rounds: readonly MetricRound[]): string {
  const taken = rounds.map(({ tokens, texts, steps }, at) =>
    `${texts} texts of ${tokens} tokens, ${steps} steps each` +
    (at === 0 ? "" : ", by the metric of those before")
  );
  return `L-BFGS from the common start over ${taken.join("; then over ")}; after every step the ` +
    "gradient of the positions' losses with random signs, scaled to length 1; the inverse of their " +
    `mean outer product plus ${damping} of its mean eigenvalue`;
}

/** Samples of some texts, from where they are kept or from the model. */
async function sampled(
  request: { arrangement: ArrangementName; tokens: number; tasks: readonly FitTask[] },
  { context, onProgress }: {
    readonly context: StudyContext;
    readonly onProgress: (share: number) => void;
  },
): Promise<CurvatureSamples> {
  const { folder, session, model, engine, codeSha256, signal } = context;
  const { tasks, ...others } = request;
  const key = keyOf({
    ...others,
    model,
    codeSha256,
    engine: engineIdentity(engine, tasks.length),
    tasks: tasks.map(({ given, metric, ...task }) => ({
      ...task,
      given: vectorsSha256(given!),
      metric: metric === undefined ? null : vectorsSha256(metric.rows),
    })),
  });
  const path = join(folder, "curvature", `${key}.safetensors`);
  const kept = await readSamples(path);
  if (kept !== null) return kept;
  signal?.throwIfAborted();
  const stop = () => session.stop();
  signal?.addEventListener("abort", stop);
  try {
    const made = await session.sampleCurvature(request, ({ share }) => onProgress(share));
    if (made === null) throw signal?.reason ?? new Stopped();
    await keepSamples(path, made);
    return made;
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

async function readSamples(path: string): Promise<CurvatureSamples | null> {
  try {
    const file = await readSafetensorsHeader(path);
    return { samples: await readTensor(file, "samples"), passes: Number(file.metadata.passes) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

async function keepSamples(path: string, { samples, passes }: CurvatureSamples): Promise<void> {
  await Deno.mkdir(join(path, ".."), { recursive: true });
  await writeSafetensors(
    path,
    [{ name: "samples", dtype: "F32", shape: [samples.length], data: samples }],
    { metadata: { passes: String(passes) } },
  );
}

/** The metric of samples [S, size] of length 1. */
export function metricOf(parts: readonly Float32Array[], size: number): Metric {
  const count = parts.reduce((sum, { length }) => sum + length / size, 0);
  const rows = parts.flatMap((part) =>
    Array.from({ length: part.length / size }, (_, at) => part.subarray(at * size, (at + 1) * size))
  );
  // Sums in place: a matrix of all samples and its transpose would be several times as large.
  const fisher = Matrix.zeros(size, size);
  for (const row of rows) {
    for (let i = 0; i < size; i++) {
      const scaled = row[i] * size / count;
      for (let j = 0; j <= i; j++) fisher.set(i, j, fisher.get(i, j) + scaled * row[j]);
    }
  }
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) fisher.set(j, i, fisher.get(i, j));
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(fisher, {
    assumeSymmetric: true,
  });
  const order = [...realEigenvalues.keys()].sort((a, b) => realEigenvalues[b] - realEigenvalues[a]);
  const kept = order.slice(0, mostDirections);
  const others = order.slice(mostDirections).map((at) => realEigenvalues[at]);
  const mean = others.length === 0 ? 0 : others.reduce((sum, w) => sum + w, 0) / others.length;
  return {
    rows: Float32Array.from(kept.flatMap((at) => eigenvectorMatrix.getColumn(at))),
    scales: Float32Array.from(kept, (at) => 1 / (Math.max(0, realEigenvalues[at]) + damping)),
    rest: 1 / (Math.max(0, mean) + damping),
  };
}
