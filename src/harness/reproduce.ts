import { join } from "node:path";
import type { ReadyModel } from "../models/load.ts";
import type { Tokenizer } from "../text/mod.ts";
import { evaluateClaims } from "./claims/mod.ts";
import { type EngineChoice, engineIdentity } from "./engine_choice.ts";
import { readEnvironment } from "./environment.ts";
import { generatedTexts } from "./generated_texts.ts";
import { type ModelSession, openSession } from "./model_session.ts";
import { type PlanContext, planJobs } from "./plan.ts";
import type { Profile } from "./profile.ts";
import type { ClaimVerdict, Environment, JobRecord } from "./record.ts";
import { eachOnce, planExperiments } from "./plan_experiments.ts";
import { type ExperimentRecord, runExperiments } from "./run_experiments.ts";
import { planKey, type RunEvent, runPlan } from "./runner.ts";
import { milliseconds } from "./stopwatch.ts";
import { openStore } from "./store.ts";

/** A run, whole: what was measured, what it says of the paper, and on what. */
export interface Reproduction {
  readonly records: readonly JobRecord[];
  readonly experiments: readonly ExperimentRecord[];
  readonly claims: readonly ClaimVerdict[];
  readonly environment: Environment;
}

export interface ReproduceOptions {
  readonly profile: Profile;
  readonly ready: ReadyModel;
  readonly engine: EngineChoice;
  readonly tokenizer: Tokenizer;
  /** Where `store` lies. */
  readonly folder: string;
  readonly command: string;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RunEvent) => void;
}

/** Runs a profile on a model, as far as its budget goes, and judges the paper's claims by it. */
export async function reproduce(options: ReproduceOptions): Promise<Reproduction> {
  const { profile, ready, engine, tokenizer, folder, command, signal, onEvent } = options;
  const start = milliseconds();
  const environment = await readEnvironment({
    weightsSource: ready.source,
    command,
    profile: profile.name,
  });
  const { id, weightsSha256, tokenizerSha256 } = ready;
  const store = await openStore(join(folder, "store"));
  let session: ModelSession | undefined;
  const open = async () => {
    if (session === undefined || session.closed) session = await openSession(ready, engine);
    return session;
  };
  try {
    const context: PlanContext = {
      model: { id, weightsSha256, tokenizerSha256 },
      engine: engineIdentity(engine, profile.batch),
      codeSha256: environment.codeSha256,
      tokenizer,
      generate: (wanted) => generatedTexts(context, { ...wanted, openSession: open, store }),
    };
    const jobs = await planJobs(profile, context);
    const beyond = await planExperiments(profile, context);
    const plan = { ...jobs, fits: eachOnce([...jobs.fits, ...beyond.fits]) };
    const running = {
      openSession: open,
      store,
      folder,
      tokenizer,
      command,
      budgetSeconds: profile.budgetSeconds,
      signal,
      onEvent,
    };
    const records = await runPlan(plan, running);
    const experiments = await runExperiments(beyond.experiments, {
      ...running,
      records,
      clock: {
        key: `${planKey(plan)}-experiments`,
        spentSeconds: await store.spentSeconds(planKey(plan)),
      },
    });
    return {
      records,
      experiments,
      claims: evaluateClaims([...records, ...experiments] as JobRecord[], { command }),
      environment: { ...environment, elapsedSeconds: (milliseconds() - start) / 1000 },
    };
  } finally {
    session?.[Symbol.dispose]();
  }
}
