import { embeddingDeviation } from "../models/mod.ts";
import {
  cram,
  crammingGraph,
  crammingPatienceSteps,
  decodeGraph,
  decodeMem,
  recipeNamed,
} from "../proto/mod.ts";
import { keyOf } from "../records/canonical.ts";
import type { CrammingJob, CrammingResult } from "../records/experiment_records.ts";
import { initialIndex, type PlannedText, textIdentity } from "./plan_fit.ts";
import { cellsByLength } from "./plan_cell.ts";
import type { PlanContext } from "./plan_context.ts";
import { gatherTargets, type Targets } from "./text_targets.ts";
import type { FitPlan } from "./fit_plan.ts";
import {
  type Experiment,
  type ExperimentContext,
  type PlannedExperiment,
  Stopped,
} from "./experiment.ts";
import { textInformation } from "./text_information.ts";

/** Figure 3's other axis: texts in [mem] vectors, read back token by token. */
export interface CrammingEntry extends Omit<FitPlan, "arrangement"> {
  readonly kind: "cramming";
  /** How many vectors, each a job. */
  readonly memVectors: readonly number[];
  /** Default: the predecessor's 2,000. */
  readonly patienceSteps?: number;
}

export interface CrammingPayload {
  readonly job: CrammingJob;
  readonly targets: readonly number[];
  /** What stands before a text when its information is taken and the model names no BOS. */
  readonly startId: number;
}

/**
 * The recipe's initial deviation counts in standard deviations of the embedding matrix here; its
 * other fields, and the paper's are the predecessor's, mean what they mean in a fit.
 */
export const crammingExperiment: Experiment<"cramming", CrammingEntry, Targets, CrammingPayload> = {
  kind: "cramming",

  gather: gatherTargets,

  plan({ entry, gathered }, context) {
    return [...gathered.values()].flatMap((texts) =>
      entry.memVectors.flatMap((memVectors) =>
        entry.seeds.flatMap((seed) =>
          texts.map((text) => planned(text, { entry, memVectors, seed, context }))
        )
      )
    );
  },

  cells(entry, setting) {
    const fits = entry.texts * entry.seeds.length * entry.memVectors.length;
    return cellsByLength({ ...entry, arrangement: "[mem]…" }, { ...setting, fits, batch: 1 });
  },

  async run({ job, targets, startId }, context) {
    const fitted = await fit(job, { targets, context });
    const written = await writeBack(fitted.proto, { job, context });
    const [information] = await textInformation([targets], { ...context, startId });
    const right = targets.filter((id, i) => id === written[i]).length;
    const result: CrammingResult = {
      teacherForcedAccuracy: fitted.accuracy,
      greedyAccuracy: right / targets.length,
      informationNats: information,
      crammedNats: fitted.lossNats * targets.length,
      steps: fitted.steps,
      starts: fitted.attempts.length,
    };
    return result;
  },
};

function planned(
  text: PlannedText,
  { entry, memVectors, seed, context }: {
    entry: CrammingEntry;
    memVectors: number;
    seed: number;
    context: PlanContext;
  },
): PlannedExperiment<"cramming"> {
  const { targets } = text;
  const { model, engine, codeSha256, tokenizer } = context;
  const { recipe, maxSteps, patienceSteps = crammingPatienceSteps } = entry;
  const job: CrammingJob = {
    kind: "cramming",
    model,
    engine: { ...engine, batch: 1 },
    codeSha256,
    text: textIdentity(text),
    tokens: targets.length,
    memVectors,
    recipe: { ...recipeNamed(recipe, { maxSteps }) },
    patienceSteps,
    seed,
  };
  const payload: CrammingPayload = { job, targets, startId: tokenizer.bosId ?? 0 };
  return { key: keyOf(job), job, payload: () => Promise.resolve(payload) };
}

async function fit(
  job: CrammingJob,
  { targets, context }: { targets: readonly number[]; context: ExperimentContext },
) {
  const { model, engine, stop, progress } = context;
  const { tokens, memVectors, patienceSteps, seed } = job;
  const graph = crammingGraph(model, memVectors, { batch: 1, tokens });
  await using program = await engine.compile(graph);
  const recipe = job.recipe;
  const task = {
    id: job.text.id,
    targets,
    seed,
    index: initialIndex(job.text.tokenIdsSha256),
    recipe,
  };
  const fitted = await cram(task, {
    program,
    memVectors,
    width: model.config.width,
    embeddingDeviation: await embeddingDeviation(model),
    patienceSteps,
    stop,
    onStep: (steps) => progress(steps / recipe.maxSteps),
  });
  if (fitted === null) throw new Stopped();
  return fitted;
}

/** What the model writes from the vectors alone. */
async function writeBack(
  mem: Float32Array,
  { job: { tokens, memVectors }, context: { model, engine } }: {
    job: CrammingJob;
    context: ExperimentContext;
  },
): Promise<number[]> {
  const capacity = memVectors + tokens - 1;
  const graph = decodeGraph(model, capacity, { vectors: true });
  await using program = await engine.compile(graph, { once: true });
  return await decodeMem(mem, { program, config: model.config, capacity, tokens });
}
