import { fixtureSettings } from "../fixtures/mod.ts";
import {
  arrangementNamed,
  attainableAccuracy,
  fitGraph,
  recipeNamed,
  reconstructGraph,
} from "../proto/mod.ts";
import { keyOf } from "../records/canonical.ts";
import type { ControlJob, ControlVariant, TextOutcome } from "../records/experiment_records.ts";
import { initialIndex, type PlannedText, textIdentity } from "./plan_fit.ts";
import { cellsByLength } from "./plan_cell.ts";
import type { PlanContext } from "./plan_context.ts";
import { gatherTargets, type Targets } from "./text_targets.ts";
import type { FitPlan } from "./fit_plan.ts";
import {
  type ControlPayload,
  controlSetting,
  controlVariants,
  settingsOf,
} from "./control_variants.ts";
import type { Experiment, ExperimentContext, PlannedExperiment } from "./experiment.ts";
import { fitAndRead } from "./fit_and_read.ts";

/** One of the paper's arrangements on some texts, and again with one thing changed at a time. */
export interface ControlEntry extends FitPlan {
  readonly kind: "control";
  /** Default: all that the arrangement has. The plain fit is run in any case. */
  readonly variants?: readonly ControlVariant[];
}

/** The experiment; where random weights are kept can be said, for tests. */
export function controlExperiment(
  { cacheFolder = () => fixtureSettings().cacheFolder }: {
    readonly cacheFolder?: () => string;
  } = {},
): Experiment<"control", ControlEntry, Targets, ControlPayload> {
  return {
    kind: "control",

    gather: gatherTargets,

    // Text by text, so that a run that is cut short has whole comparisons.
    plan({ entry, gathered }, context) {
      const variants = variantsOf(entry);
      return [...gathered.values()].flat().flatMap((text) =>
        entry.seeds.flatMap((seed) =>
          variants.map((variant) =>
            planned(text, { entry, seed, variant, context, cacheFolder: cacheFolder() })
          )
        )
      );
    },

    cells(entry, setting) {
      const fits = entry.texts * entry.seeds.length * variantsOf(entry).length;
      return cellsByLength(entry, { ...setting, fits, batch: 1 });
    },

    run,
  };
}

/** @throws RangeError where there is no such variant of the arrangement */
function variantsOf({ arrangement, variants }: ControlEntry): ControlVariant[] {
  const { name, vectors } = arrangementNamed(arrangement);
  const known = controlVariants.filter((variant) => vectors > 1 || variant !== "frozen random m");
  const unknown = variants?.find((variant) => !known.includes(variant));
  if (unknown !== undefined) {
    throw new RangeError(
      `Cannot run control "${unknown}" on ${name}: known are ${known.join(", ")}`,
    );
  }
  return known.filter((variant) => variant === "none" || (variants?.includes(variant) ?? true));
}

function planned(
  text: PlannedText,
  { entry, seed, variant, context, cacheFolder }: {
    entry: ControlEntry;
    seed: number;
    variant: ControlVariant;
    context: PlanContext;
    cacheFolder: string;
  },
): PlannedExperiment<"control"> {
  const { targets } = text;
  const { model, engine, codeSha256, files } = context;
  const { arrangement, recipe, maxSteps } = entry;
  const job: ControlJob = {
    kind: "control",
    model,
    engine: { ...engine, batch: 1 },
    codeSha256,
    text: textIdentity(text),
    tokens: targets.length,
    arrangement: arrangementNamed(arrangement).name,
    recipe: { ...recipeNamed(recipe, { maxSteps }) },
    seed,
    variant,
    settings: settingsOf(variant, context),
  };
  const payload: ControlPayload = { job, targets, files, cacheFolder };
  return { key: keyOf(job), job, payload: () => Promise.resolve(payload) };
}

async function run(payload: ControlPayload, context: ExperimentContext): Promise<TextOutcome> {
  const { job } = payload;
  const { engine, stop, progress } = context;
  const { model, targets, start, frozen } = await controlSetting(payload, context);
  const arrangement = arrangementNamed(job.arrangement);
  const size = { batch: 1, tokens: job.tokens };
  await using fit = await engine.compile(fitGraph(model, arrangement, size));
  await using read = await engine.compile(reconstructGraph(model, arrangement, size), {
    once: true,
  });
  const recipe = job.recipe;
  const index = initialIndex(job.text.tokenIdsSha256);
  let calls = 0;
  const [outcome] = await fitAndRead(
    [{ id: job.text.id, targets, seed: job.seed, index, recipe }],
    {
      ...size,
      width: model.config.width,
      arrangement,
      fit,
      read,
      start,
      frozen,
      stop,
      onCall: () => progress(calls++ / recipe.maxSteps),
    },
  );
  // What stands before the vectors tells equal outputs apart.
  const { most } = attainableAccuracy(arrangement, targets);
  const isBound = job.variant !== "BOS first";
  return isBound ? { ...outcome, ceiling: Math.min(outcome.ceiling, most) } : outcome;
}
