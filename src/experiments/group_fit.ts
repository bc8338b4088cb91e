import {
  type ArrangementName,
  arrangementNamed,
  fitGraph,
  fitGroup,
  type FittedGroup,
  recipeNamed,
  reconstruct,
  reconstructGraph,
} from "../proto/mod.ts";
import { pinnedStream } from "../random/mod.ts";
import { keyOf } from "../records/canonical.ts";
import type { GroupFitJob, GroupFitResult } from "../records/experiment_records.ts";
import { initialIndex, type PlannedText, textIdentity } from "./plan_fit.ts";
import { cellsByLength } from "./plan_cell.ts";
import type { PlanContext } from "./plan_context.ts";
import { gatherTargets, type Targets } from "./text_targets.ts";
import type { FitPlan } from "./fit_plan.ts";
import { shuffled } from "./shuffled.ts";
import {
  type Experiment,
  type ExperimentContext,
  type PlannedExperiment,
  Stopped,
} from "./experiment.ts";
import { textInformation } from "./text_information.ts";

/** Table 2: groups of texts that share e or m. */
export interface GroupFitEntry extends Omit<FitPlan, "arrangement"> {
  readonly kind: "group fit";
  /** Default: "[e][m]×(N−1)". */
  readonly arrangement?: ArrangementName;
  readonly shared: readonly ("e" | "m")[];
  /** Texts in a group; each has to divide the number of texts. */
  readonly groupSizes: readonly number[];
  /** Whether a group also shares over the seeds, as the paper's default does: one job, not one a seed. */
  readonly shareOverSeeds?: boolean;
}

export interface GroupFitPayload {
  readonly job: GroupFitJob;
  /** In the order of the job's texts. */
  readonly targets: readonly (readonly number[])[];
  readonly startId: number;
}

export const groupFitExperiment: Experiment<"group fit", GroupFitEntry, Targets, GroupFitPayload> =
  {
    kind: "group fit",

    gather: gatherTargets,

    plan({ entry, gathered }, context) {
      const { shared, seeds, groupSizes, shareOverSeeds = false } = entry;
      const seedings = shareOverSeeds ? [seeds] : seeds.map((seed) => [seed]);
      const jobs: PlannedExperiment<"group fit">[] = [];
      for (const found of gathered.values()) {
        // One order for all sizes, so that small groups lie within large ones.
        const texts = shuffled(found, pinnedStream("grouping"));
        const groups = groupSizes.flatMap((size) => groupsOf(texts, size));
        const each = groups.flatMap((group) =>
          seedings.flatMap((seeds) =>
            shared.map((shared) => planned(group, { entry, shared, seeds, context }))
          )
        );
        jobs.push(...each);
      }
      return jobs;
    },

    // Every text takes part once for each group size, whichever group it is in.
    cells(entry, setting) {
      const { texts, seeds, shared, groupSizes, shareOverSeeds = false } = entry;
      const fits = texts * seeds.length * shared.length;
      return groupSizes.flatMap((size) => {
        const members = shareOverSeeds ? size * seeds.length : size;
        return cellsByLength(entry, { ...setting, fits, batch: batchOf(setting.batch, members) });
      });
    },

    async run({ job, targets, startId }, context): Promise<GroupFitResult> {
      const { protos, accuracy, steps, starts, outcome } = await fit(job, { targets, context });
      const said = await readBack(protos, { job, context });
      const information = await textInformation(targets, { ...context, startId });
      const texts = targets.map((ids, text) => ({
        accuracy: ids.filter((id, i) => id === said[text][i]).length / ids.length,
        firstTokenRight: ids[0] === said[text][0],
        informationNats: information[text],
      }));
      return { texts, fittedAccuracy: accuracy, steps, starts, outcome };
    },
  };

/** A group never fills more slots than it has members. */
function batchOf(batch: number, members: number): number {
  return Math.min(batch, members);
}

function groupsOf(texts: readonly PlannedText[], size: number): PlannedText[][] {
  if (!Number.isSafeInteger(size) || size < 1 || texts.length % size !== 0) {
    throw new RangeError(
      `Cannot fit groups of ${size}: there are ${texts.length} texts, want a size that divides them`,
    );
  }
  return Array.from(
    { length: texts.length / size },
    (_, group) => texts.slice(group * size, (group + 1) * size),
  );
}

function planned(
  group: readonly PlannedText[],
  { entry, shared, seeds, context }: {
    entry: GroupFitEntry;
    shared: "e" | "m";
    seeds: readonly number[];
    context: PlanContext;
  },
): PlannedExperiment<"group fit"> {
  const { model, engine, codeSha256, tokenizer } = context;
  const { recipe, maxSteps, arrangement = "[e][m]×(N−1)", shareOverSeeds = false } = entry;
  const members = group.flatMap((text) => seeds.map((seed) => ({ text, seed })));
  const job: GroupFitJob = {
    kind: "group fit",
    model,
    engine: { ...engine, batch: batchOf(engine.batch, members.length) },
    codeSha256,
    texts: members.map(({ text }) => textIdentity(text)),
    tokens: group[0].targets.length,
    arrangement: arrangementNamed(arrangement).name,
    recipe: { ...recipeNamed(recipe, { maxSteps }) },
    shared,
    groupSize: group.length,
    seed: seeds[0],
    ...(shareOverSeeds ? { memberSeeds: members.map(({ seed }) => seed) } : {}),
  };
  const payload: GroupFitPayload = {
    job,
    targets: members.map(({ text }) => text.targets),
    startId: tokenizer.bosId ?? 0,
  };
  return { key: keyOf(job), job, payload: () => Promise.resolve(payload) };
}

async function fit(
  job: GroupFitJob,
  { targets, context }: { targets: readonly (readonly number[])[]; context: ExperimentContext },
): Promise<FittedGroup> {
  const { model, engine, stop, progress } = context;
  const { tokens, engine: { batch } } = job;
  const arrangement = arrangementNamed(job.arrangement);
  const recipe = job.recipe;
  const members = targets.map((ids, text) => ({
    targets: ids,
    seed: job.memberSeeds?.[text] ?? job.seed,
    index: initialIndex(job.texts[text].tokenIdsSha256),
  }));
  const id = `${job.shared} shared by ${job.texts.map((text) => text.id).join(", ")}`;
  const shared = { e: 0, m: 1 }[job.shared];
  await using program = await engine.compile(fitGraph(model, arrangement, { batch, tokens }));
  const fitted = await fitGroup({ id, members, arrangement, shared, recipe }, {
    program,
    batch,
    tokens,
    width: model.config.width,
    stop,
    onStep: (steps) => progress(steps / recipe.maxSteps),
  });
  if (fitted === null) throw new Stopped();
  return fitted;
}

/** What one forward pass says from each member's vectors. */
async function readBack(
  protos: readonly Float32Array[],
  { job, context: { model, engine } }: { job: GroupFitJob; context: ExperimentContext },
): Promise<number[][]> {
  const arrangement = arrangementNamed(job.arrangement);
  const graph = reconstructGraph(model, arrangement, { batch: 1, tokens: job.tokens });
  await using program = await engine.compile(graph, { once: true });
  const { vectors } = arrangement;
  const said: number[][] = [];
  for (const proto of protos) {
    said.push(await reconstruct(proto, { program, vectors, width: model.config.width }));
  }
  return said;
}
