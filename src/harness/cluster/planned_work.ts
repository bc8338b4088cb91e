import { engineIdentity } from "../../experiments/engine_choice.ts";
import type { PlannedExperiment } from "../../experiments/mod.ts";
import type { PlanContext } from "../../experiments/plan_context.ts";
import type { PlannedFit } from "../../experiments/plan_fit.ts";
import { stream } from "../../random/mod.ts";
import { keyOf } from "../../records/canonical.ts";
import type { Job, RecipeJob } from "../../records/record.ts";
import { estimatePlan } from "../estimate.ts";
import { groupFits } from "../fit_jobs.ts";
import { gatherProfile } from "../gather.ts";
import { planJobs } from "../plan.ts";
import { eachOnce, planExperiments } from "../plan_experiments.ts";
import { batchOf, partsOf, type Profile } from "../profile.ts";
import { withStarts } from "../with_starts.ts";
import { madeUpTexts } from "./made_up_texts.ts";
import type { SimulatedJob } from "./simulated_job.ts";

/** Seconds of an engine call for B texts of N tokens. */
export type CallSeconds = (
  size: { readonly model: string; readonly batch: number; readonly tokens: number },
) => number;

export interface PlannedWorkOptions {
  readonly callSeconds: CallSeconds;
  /** Of how many steps each fit takes. */
  readonly seed: number;
  /** Where the profile leaves it open. */
  readonly batch?: number;
}

/**
 * Every job of a profile but timings, in the order of a run, by the planner that a run plans with. The
 * models need not be here: their texts are made up, and recipes that begin at a model's common start
 * are left out.
 */
export async function plannedWork(
  profile: Profile,
  options: PlannedWorkOptions,
): Promise<SimulatedJob[]> {
  const jobs: SimulatedJob[] = [];
  for (const part of partsOf(profile)) jobs.push(...await workOf(part, options));
  return jobs;
}

async function workOf(part: Profile, options: PlannedWorkOptions): Promise<SimulatedJob[]> {
  const { profile } = withStarts(part, new Set());
  const { tokenizer, sources } = madeUpTexts(profile.model);
  const batch = profile.batch === "auto" && options.batch !== undefined
    ? options.batch
    : batchOf(profile);
  const context: PlanContext = {
    model: {
      id: profile.model,
      weightsSha256: keyOf(["weights", profile.model]),
      tokenizerSha256: tokenizer.sha256,
    },
    engine: engineIdentity(
      { engine: "onnxruntime", device: "cuda", threads: 8, weights: "mapped" },
      batch,
    ),
    codeSha256: "simulated",
    tokenizer,
    files: { weights: "", config: {} },
  };
  // The model of sentences would be fetched for its name in a key, and takes no time worth telling.
  const experiments = profile.experiments?.map((entry) =>
    entry.kind === "distances" ? { ...entry, semantic: false } : entry
  );
  const gathered = await gatherProfile({ ...profile, experiments }, {
    sources: { ...sources, tokenizer, engine: context.engine },
  });
  // One by one: which jobs rest on fits is asked.
  const beyond = gathered.experiments.map((given) =>
    planExperiments({ ...gathered, experiments: [given] }, context)
  );
  const fits = eachOnce([
    ...planJobs(gathered, context).fits,
    ...beyond.flatMap((one) => one.fits),
  ]);
  return [
    ...groupFits(fits).flatMap(({ title, fits }) =>
      fits.map((fit) => fitWork(fit, title, options))
    ),
    ...beyond.flatMap(({ fits, experiments }) =>
      experiments.map((job) => singleWork(job, { ...options, restsOnFits: fits.length > 0 }))
    ),
  ];
}

function fitWork(
  { key, job }: PlannedFit,
  title: string,
  { callSeconds, seed }: PlannedWorkOptions,
): SimulatedJob {
  const { model: { id: model }, engine: { batch }, tokens } = job;
  return {
    key,
    kind: "fit",
    model,
    group: title,
    calls: stepsOf(job, { key, seed }),
    callSeconds: callSeconds({ model, batch, tokens }),
    places: batch,
    resumes: true,
    restsOnFits: false,
  };
}

/** A job that has the model to itself, from its first call to its last without a checkpoint. */
function singleWork(
  { key, job }: PlannedExperiment,
  { callSeconds, seed, restsOnFits }: PlannedWorkOptions & { readonly restsOnFits: boolean },
): SimulatedJob {
  const { model: { id: model }, kind, tokens } = job;
  const passes = passesOf(job);
  const steps = "recipe" in job ? stepsOf(job, { key, seed }) : 0;
  return {
    key,
    kind,
    model,
    group: `${kind} ${key}`,
    calls: steps * passes.perStep + passes.beside,
    callSeconds: callSeconds({ model, batch: passes.batch, tokens }),
    places: 1,
    resumes: false,
    restsOnFits,
  };
}

/** Engine calls of a job that is no fit: so many a step, of B texts each, and so many beside. */
function passesOf(
  job: Job,
): { readonly batch: number; readonly perStep: number; readonly beside: number } {
  const { batch } = job.engine;
  const together = (members: number) => Math.ceil(members / batch);
  switch (job.kind) {
    case "group fit":
      return { batch, perStep: together(job.texts.length), beside: job.texts.length };
    case "distances": {
      const solutions = job.texts.reduce((sum, { seeds }) => sum + seeds.length, 0);
      return { batch, perStep: job.shared === null ? 0 : together(solutions), beside: 0 };
    }
    case "held-out m": {
      const fits = 3 * job.texts.length;
      return { batch, perStep: together(job.trainingTexts.length) + fits, beside: fits };
    }
    case "control":
    case "cramming":
      return { batch: 1, perStep: 1, beside: 1 };
    case "curve":
      return { batch, perStep: 0, beside: job.curve.steps + 2 * together(job.points) };
    case "generation":
      return { batch: 1, perStep: 0, beside: 2 * job.written };
    default:
      return { batch: 1, perStep: 0, beside: 2 };
  }
}

/** What of a job says how many steps it takes. */
interface Stepped extends Pick<RecipeJob, "model" | "engine" | "recipe"> {
  readonly kind: string;
  readonly tokens: number;
  readonly arrangement?: string;
}

/**
 * The plan's likely steps, half of them to half as many again, as texts differ; never more than the
 * budget, which a fit takes whole where its text is likely too long.
 */
function stepsOf(
  { model, engine, kind, tokens, arrangement = "", recipe }: Stepped,
  { key, seed }: { readonly key: string; readonly seed: number },
): number {
  const { name, maxSteps: steps } = recipe;
  const cell = { kind, arrangement, tokens, steps, source: "", model: model.id, recipe: name };
  const { cells: [{ likelySteps }] } = estimatePlan(
    [{ ...cell, fits: 1, batch: engine.batch }],
    { threads: 2 },
  );
  if (likelySteps >= steps) return steps;
  const drawn = likelySteps * (0.5 + stream(seed, `simulated-steps/${key}`).uniform());
  return Math.min(steps, Math.max(1, Math.round(drawn)));
}
