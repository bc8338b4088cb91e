import {
  arrangementNamed,
  attentionGraph,
  initialVectors,
  textAttentionGraph,
} from "../proto/mod.ts";
import { float32, floats, int64, integers } from "../runtime/mod.ts";
import { keyOf } from "../records/canonical.ts";
import type { AttentionJob, AttentionResult } from "../records/experiment_records.ts";
import { initialIndex, type PlannedFit } from "./plan_fit.ts";
import { cellsByLength } from "./plan_cell.ts";
import type { PlanContext } from "./plan_context.ts";
import { gatherTargets, type Targets } from "./text_targets.ts";
import type { FitPlan } from "./fit_plan.ts";
import type { Given } from "./sources.ts";
import type { Experiment, ExperimentContext, PlannedExperiment } from "./experiment.ts";
import { fittedSeeds, type RestsOnFits, solutionOf } from "./rests_on_fits.ts";

/** Text claim k: is e an attention sink? Every solution of these fits is watched. */
export interface AttentionEntry extends FitPlan {
  readonly kind: "attention";
}

export interface AttentionPayload {
  readonly job: AttentionJob;
  readonly targets: readonly number[];
  /** The solution, [K, D]. */
  readonly proto: Float32Array;
  /** What stands before the text where the model names no BOS. */
  readonly startId: number;
}

export const attentionExperiment:
  & Experiment<"attention", AttentionEntry, Targets, AttentionPayload>
  & RestsOnFits<AttentionEntry, Targets> = {
    kind: "attention",

    gather: gatherTargets,

    fits: eachFit,

    plan(given, context) {
      return eachFit(given, context).map((fit) => planned(fit, context));
    },

    cells(entry, setting) {
      return cellsByLength(entry, { ...setting, fits: entry.texts * entry.seeds.length });
    },

    async run({ job, targets, proto, startId }, context): Promise<AttentionResult> {
      const start = startOf(job, proto.length);
      const [fitted, unfitted] = await readBack([proto, start], { job, context });
      const ids = [context.model.config.bosId ?? startId, ...targets.slice(0, -1)];
      return {
        accuracy: targets.filter((id, i) => id === fitted.said[i]).length / targets.length,
        firstPositionMass: fitted.mass,
        unfittedMass: unfitted.mass,
        textMass: await textMass(ids, context),
      };
    },
  };

/** Seeds may lie close: no two solutions are compared. */
function eachFit(
  { entry, gathered }: Given<AttentionEntry, Targets>,
  context: PlanContext,
): PlannedFit[] {
  return [...gathered.values()].flat().flatMap((text) => fittedSeeds(text, entry, context).fits);
}

function planned(
  fit: PlannedFit,
  { model, engine, codeSha256, tokenizer }: PlanContext,
): PlannedExperiment<"attention"> {
  const { text, tokens, arrangement, recipe, seed } = fit.job;
  const job: AttentionJob = {
    kind: "attention",
    model,
    engine: { ...engine, batch: 1 },
    codeSha256,
    text,
    tokens,
    arrangement,
    recipe,
    seed,
    fit: fit.key,
  };
  return {
    key: keyOf(job),
    job,
    async payload(findings) {
      const found = await solutionOf(fit, findings);
      if ("missing" in found) return { missing: found.missing };
      const { targets } = fit;
      const startId = tokenizer.bosId ?? 0;
      const payload: AttentionPayload = { job, targets, proto: found.proto, startId };
      return payload;
    },
  };
}

/** The vectors that the fit's first start began with. */
function startOf({ recipe, seed, text }: AttentionJob, size: number): Float32Array {
  const index = initialIndex(text.tokenIdsSha256);
  return initialVectors(recipe, { seed, index, size });
}

/** What each vectors [K, D] say, and the mass on position 1 meanwhile, one number a layer. */
async function readBack(
  protos: readonly Float32Array[],
  { job, context: { model, engine } }: { job: AttentionJob; context: ExperimentContext },
) {
  const arrangement = arrangementNamed(job.arrangement);
  const graph = attentionGraph(model, arrangement, { batch: 1, tokens: job.tokens });
  await using program = await engine.compile(graph, { once: true });
  const shape = [1, arrangement.vectors, model.config.width];
  const readings: { said: number[]; mass: number[] }[] = [];
  for (const proto of protos) {
    const { prediction, mass } = await program.run({ proto: float32(proto, shape) });
    readings.push({ said: integers(prediction), mass: [...floats(mass)] });
  }
  return readings;
}

async function textMass(
  ids: readonly number[],
  { model, engine }: ExperimentContext,
): Promise<number[]> {
  const size = { batch: 1, tokens: ids.length };
  await using program = await engine.compile(textAttentionGraph(model, size), { once: true });
  return [...floats((await program.run({ ids: int64(ids, [1, ids.length]) })).mass)];
}
