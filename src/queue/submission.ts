import type { EngineChoice } from "../experiments/engine_choice.ts";
import { hasIdleCores } from "../experiments/idle_cores.ts";
import type { PlannedExperiment } from "../experiments/mod.ts";
import type { PlanContext } from "../experiments/plan_context.ts";
import type { PlannedFit } from "../experiments/plan_fit.ts";
import type { Sources } from "../experiments/sources.ts";
import type { CommonStarts } from "../experiments/ready_recipe.ts";
import { gatherProfile } from "../harness/gather.ts";
import { planJobs } from "../harness/plan.ts";
import { eachOnce, planExperiments } from "../harness/plan_experiments.ts";
import type { Profile } from "../harness/profile.ts";
import type { ReadyToRun } from "../harness/ready_model.ts";
import { canonicalJson, sha256 } from "../records/canonical.ts";
import type { EngineIdentity } from "../records/record.ts";

/**
 * One model's part of a profile with every text it asks for. From it any machine that has the model
 * plans the same jobs: workers do, since what a job goes to the model with is more than its data.
 */
export interface Submission {
  readonly profile: Profile;
  /** All but numeric mode, which a job says itself. */
  readonly engine: EngineIdentity;
  readonly codeSha256: string;
  /** That makes the records again. */
  readonly command: string;
  /** What sources were asked for while the profile was gathered, and what they gave. */
  readonly texts: readonly Supplied[];
}

/** A question to a source of texts, as canonical JSON, and the answer to it. */
interface Supplied {
  readonly asked: string;
  readonly given: readonly object[];
}

/** A submission as the database has it, and its id: the sha256 of that. */
export function written(submission: Submission): { readonly id: string; readonly content: string } {
  // In the order it has: what is planned from it makes the very records that a run makes.
  const content = JSON.stringify(submission);
  return { id: sha256(content), content };
}

/** The jobs of a submission, by what has to be done before what. */
export interface SubmissionPlan {
  readonly fits: readonly PlannedFit[];
  /** Jobs of every other kind, and the fits that all of a kind rest on. */
  readonly experiments: readonly {
    readonly kind: string;
    readonly planned: readonly PlannedExperiment[];
    readonly restsOn: readonly PlannedFit[];
  }[];
}

/** What planning wants of the machine it is done on. */
export interface PlanningMachine extends ReadyToRun {
  readonly starts: CommonStarts;
}

/** Plans a submission's jobs on this machine. Timings are left to the last run, as shards leave them. */
export async function planSubmission(
  submission: Submission,
  machine: PlanningMachine,
): Promise<SubmissionPlan> {
  const { texts } = submission;
  const given = (kind: string, wanted: object) => {
    const asked = questionOf(kind, wanted);
    const found = texts.find((one) => one.asked === asked);
    // Typed by who asks: what was given then is given again.
    if (found !== undefined) return Promise.resolve(found.given as never[]);
    throw new RangeError(
      `Cannot plan a submission: it has no texts for ${asked}; it was made by other code`,
    );
  };
  return await planned(submission, machine, {
    supply: (wanted) => given("supply", wanted),
    generate: (wanted) => given("generate", wanted),
  });
}

/** Asks the sources and keeps their answers: the submission, and its plan. */
export async function makeSubmission(
  parts: Omit<Submission, "texts">,
  machine: PlanningMachine & { readonly sources: Pick<Sources, "supply" | "generate"> },
): Promise<{ readonly submission: Submission; readonly plan: SubmissionPlan }> {
  const texts = new Map<string, Supplied>();
  const kept = <W extends object, T extends object>(
    kind: string,
    ask: (wanted: W) => Promise<readonly T[]>,
  ) =>
  async (wanted: W) => {
    const given = await ask(wanted);
    const asked = questionOf(kind, wanted);
    texts.set(asked, { asked, given });
    return given;
  };
  const plan = await planned(parts, machine, {
    supply: kept("supply", machine.sources.supply),
    generate: kept("generate", machine.sources.generate),
  });
  return { submission: { ...parts, texts: [...texts.values()] }, plan };
}

async function planned(
  { profile, engine, codeSha256 }: Omit<Submission, "texts">,
  { ready, tokenizer, starts }: PlanningMachine,
  sources: Pick<Sources, "supply" | "generate">,
): Promise<SubmissionPlan> {
  const { id, weightsSha256, tokenizerSha256 } = ready;
  const gathered = await gatherProfile(profile, { sources: { ...sources, engine, tokenizer } });
  const context: PlanContext = {
    model: { id, weightsSha256, tokenizerSha256 },
    engine,
    codeSha256,
    tokenizer,
    starts,
    files: { weights: ready.weights, config: ready.config },
  };
  const beyond = [...Map.groupBy(gathered.experiments, ({ entry }) => entry.kind)]
    .map(([kind, given]) => ({
      kind,
      ...planExperiments({ ...gathered, experiments: given }, context),
    }));
  return {
    fits: eachOnce([
      ...planJobs(gathered, context).fits,
      ...beyond.flatMap(({ fits }) => fits),
    ]),
    experiments: beyond.map(({ kind, fits, experiments }) => ({
      kind,
      planned: experiments,
      restsOn: eachOnce(fits),
    })),
  };
}

function questionOf(kind: string, wanted: object): string {
  return canonicalJson({ kind, ...wanted });
}

/** The engine that a submission's jobs name, on this machine. */
export async function engineOf(identity: EngineIdentity): Promise<EngineChoice> {
  const { engine, device, threads, weights } = identity;
  const named = engine === "tfjs"
    ? { engine, device, threads }
    : { engine, device, threads, weights, spins: threads > 1 && await hasIdleCores(threads) };
  return named as EngineChoice;
}
