import {
  arrangementNamed,
  fitGraph,
  fitGroup,
  type FittedGroup,
  initialVectors,
  recipeNamed,
  reconstructGraph,
} from "../proto/mod.ts";
import { pinnedStream } from "../random/mod.ts";
import type { Program } from "../runtime/mod.ts";
import { keyOf } from "../records/canonical.ts";
import type { HeldOutJob, HeldOutResult, TextOutcome } from "../records/experiment_records.ts";
import { initialIndex, type PlannedText, textIdentity } from "./plan_fit.ts";
import { cellsByLength } from "./plan_cell.ts";
import type { PlanContext } from "./plan_context.ts";
import { gatherTargets, type Targets } from "./text_targets.ts";
import type { FitPlan } from "./fit_plan.ts";
import type { TextIdentity } from "../records/record.ts";
import { shuffled } from "./shuffled.ts";
import {
  type Experiment,
  type ExperimentContext,
  type PlannedExperiment,
  Stopped,
} from "./experiment.ts";
import { fitAndRead } from "./fit_and_read.ts";
import type { FrozenVectors } from "./frozen_vectors.ts";

/** Does a shared m serve a text it was not fitted to? `texts` counts both kinds of text. */
export interface HeldOutEntry extends Omit<FitPlan, "arrangement"> {
  readonly kind: "held-out m";
  /** How many of the texts m is fitted on; the others are held out. */
  readonly trainingTexts: number;
}

export interface HeldOutPayload {
  readonly job: HeldOutJob;
  /** In the order of the job's texts. */
  readonly training: readonly (readonly number[])[];
  readonly heldOut: readonly (readonly number[])[];
}

/**
 * Three fits of each held-out text, alike but for m:
 *
 *     training texts ─ group fit, m shared ─► m ─► frozen, e fitted      "shared m"
 *     m as that group fit began                 ─► frozen, e fitted      "random m"
 *                                                  e and m fitted        "free m"
 */
export const heldOutExperiment: Experiment<"held-out m", HeldOutEntry, Targets, HeldOutPayload> = {
  kind: "held-out m",

  gather: gatherTargets,

  plan({ entry, gathered }, context) {
    return [...gathered.values()].flatMap((found) => {
      const texts = shuffled(found, pinnedStream("grouping"));
      return entry.seeds.map((seed) => planned(texts, { entry, seed, context }));
    });
  },

  // Each held-out text is fitted with every m there is.
  cells(entry, setting) {
    const heldOut = entry.texts - entry.trainingTexts;
    const fits = entry.seeds.length * (entry.trainingTexts + 3 * heldOut);
    const batch = batchOf(setting.batch, { training: entry.trainingTexts, heldOut });
    return cellsByLength(entry, { ...setting, fits, batch });
  },

  async run(payload, context): Promise<HeldOutResult> {
    const { job, heldOut } = payload;
    const { model, engine } = context;
    const arrangement = arrangementNamed(job.arrangement);
    const { tokens, engine: { batch } } = job;
    await using fit = await engine.compile(fitGraph(model, arrangement, { batch, tokens }));
    const group = await fitShared(payload, { fit, context });
    await using read = await engine.compile(
      reconstructGraph(model, arrangement, { batch: 1, tokens }),
      { once: true },
    );
    let quarters = 1;
    const outcomes = (frozen?: FrozenVectors) =>
      fitHeldOut(payload, { fit, read, frozen, context, quarter: quarters++ });
    const random = startOf(job, { text: job.trainingTexts[0], width: model.config.width });
    const shared = await outcomes(frozenM(group.protos[0]));
    const unfitted = await outcomes(frozenM(random));
    const free = await outcomes();
    const { accuracy: fittedAccuracy, steps, starts, outcome } = group;
    return {
      training: { fittedAccuracy, steps, starts, outcome },
      texts: heldOut.map((_, text) => ({
        "shared m": shared[text],
        "random m": unfitted[text],
        "free m": free[text],
      })),
    };
  },
};

/** @throws RangeError where no text is left to train on, or to hold out */
function planned(
  texts: readonly PlannedText[],
  { entry, seed, context }: { entry: HeldOutEntry; seed: number; context: PlanContext },
): PlannedExperiment<"held-out m"> {
  const { model, engine, codeSha256 } = context;
  const { recipe, maxSteps, trainingTexts } = entry;
  if (!(Number.isSafeInteger(trainingTexts) && trainingTexts > 0 && trainingTexts < texts.length)) {
    throw new RangeError(
      `Cannot hold texts out: ${trainingTexts} of ${texts.length} are to train on, want at least ` +
        `one and fewer than all`,
    );
  }
  const training = texts.slice(0, trainingTexts);
  const heldOut = texts.slice(trainingTexts);
  const job: HeldOutJob = {
    kind: "held-out m",
    model,
    engine: {
      ...engine,
      batch: batchOf(engine.batch, { training: training.length, heldOut: heldOut.length }),
    },
    codeSha256,
    trainingTexts: training.map(textIdentity),
    texts: heldOut.map(textIdentity),
    tokens: texts[0].targets.length,
    arrangement: "[e][m]×(N−1)",
    recipe: { ...recipeNamed(recipe, { maxSteps }) },
    seed,
  };
  const payload: HeldOutPayload = {
    job,
    training: training.map(({ targets }) => targets),
    heldOut: heldOut.map(({ targets }) => targets),
  };
  return { key: keyOf(job), job, payload: () => Promise.resolve(payload) };
}

/** No more places than texts that could take them. */
function batchOf(
  batch: number,
  { training, heldOut }: { readonly training: number; readonly heldOut: number },
): number {
  return Math.min(batch, Math.max(training, heldOut));
}

/** The training texts as one group that shares m. */
async function fitShared(
  { job, training }: HeldOutPayload,
  { fit, context }: { fit: Program; context: ExperimentContext },
): Promise<FittedGroup> {
  const { tokens, seed, engine: { batch } } = job;
  const recipe = job.recipe;
  const fitted = await fitGroup({
    id: "the training texts",
    members: training.map((targets, text) => ({
      targets,
      seed,
      index: initialIndex(job.trainingTexts[text].tokenIdsSha256),
    })),
    arrangement: arrangementNamed(job.arrangement),
    shared: 1,
    recipe,
  }, {
    program: fit,
    batch,
    tokens,
    width: context.model.config.width,
    stop: context.stop,
    onStep: (steps) => context.progress(steps / recipe.maxSteps / 4),
  });
  if (fitted === null) throw new Stopped();
  return fitted;
}

/** Each held-out text from its own start, with the frozen vectors if there are any. */
async function fitHeldOut(
  { job, heldOut }: HeldOutPayload,
  { fit, read, frozen, context, quarter }: {
    fit: Program;
    read: Program;
    frozen: FrozenVectors | undefined;
    context: ExperimentContext;
    /** Which quarter of the job this is: 1, 2 or 3, after the group's. */
    quarter: number;
  },
): Promise<TextOutcome[]> {
  const { tokens, seed, engine: { batch } } = job;
  const recipe = job.recipe;
  const tasks = heldOut.map((targets, text) => ({
    id: job.texts[text].id,
    targets,
    seed,
    index: initialIndex(job.texts[text].tokenIdsSha256),
    recipe,
  }));
  const mostCalls = recipe.maxSteps * Math.ceil(tasks.length / batch);
  let calls = 0;
  return await fitAndRead(tasks, {
    batch,
    tokens,
    width: context.model.config.width,
    arrangement: arrangementNamed(job.arrangement),
    fit,
    read,
    frozen,
    stop: context.stop,
    onCall: () => context.progress((quarter + calls++ / mostCalls) / 4),
  });
}

/** What the fit of a text begins with, [2, D]; a group's m begins as its first text's. */
function startOf(
  { recipe, seed }: HeldOutJob,
  { text, width }: { text: TextIdentity; width: number },
): Float32Array {
  const index = initialIndex(text.tokenIdsSha256);
  return initialVectors(recipe, { seed, index, size: 2 * width });
}

/** m out of e and m [2, D]. */
function frozenM(proto: Float32Array): FrozenVectors {
  return new Map([[1, proto.slice(proto.length / 2)]]);
}
