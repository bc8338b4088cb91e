import { join } from "node:path";
import type { ReadyModel } from "../models/load.ts";
import type { Download, Tokenizer } from "../text/mod.ts";
import { type TextSupply, textSupply } from "../experiments/text_supply.ts";
import { evaluateClaims } from "../claims/mod.ts";
import { type EngineChoice, engineIdentity } from "../experiments/engine_choice.ts";
import { readEnvironment } from "../records/environment.ts";
import { gatherProfile } from "./gather.ts";
import { generatedTexts } from "../experiments/generated_texts.ts";
import { type ModelSession, openSession } from "./model_session.ts";
import { leastCertain } from "./next_group.ts";
import { type Plan, planJobs } from "./plan.ts";
import type { PlanContext } from "../experiments/plan_context.ts";
import { cellsOf, fitsIn } from "./plan_cells.ts";
import { eachOnce, planExperiments } from "./plan_experiments.ts";
import { batchOf, partsOf, type Profile } from "./profile.ts";
import type { ClaimVerdict, EngineIdentity, Environment, JobRecord } from "../records/record.ts";
import { runExperiments } from "./run_experiments.ts";
import { fitsKey } from "./run_fits.ts";
import { type RunEvent, runPlan } from "./runner.ts";
import { milliseconds } from "../records/stopwatch.ts";
import { commonStartsOf } from "../records/common_start.ts";
import { isOfShard, mustBeTheSameEverywhere, type Shard, shardOf } from "./shard.ts";
import { withoutStart, withStarts } from "./with_starts.ts";
import { arrangementsToBegin, type CommonStarts } from "../experiments/ready_recipe.ts";
import { findLlamaCpp } from "../peers/mod.ts";
import { setAsideIn } from "../records/store_care/set_aside.ts";
import { openStore, type RunStore } from "../records/store.ts";

/** A model on this machine, and what runs it. */
export interface PreparedModel {
  readonly ready: ReadyModel;
  readonly engine: EngineChoice;
  readonly tokenizer: Tokenizer;
}

/** A model's jobs that could not be planned, since it or its texts cannot be had. */
export interface LeftOut {
  readonly model: string;
  readonly fits: number;
  readonly reason: string;
}

/** A run, whole: what was measured, what it says of the paper, and on what. */
export interface Reproduction {
  readonly records: readonly JobRecord[];
  readonly experiments: readonly JobRecord[];
  readonly claims: readonly ClaimVerdict[];
  readonly environment: Environment;
  readonly leftOut: readonly LeftOut[];
}

export interface ReproduceOptions extends PreparedModel {
  readonly profile: Profile;
  /** Gets the models beside the profile's own; one for which it throws is left out. */
  readonly prepare?: (model: string) => Promise<PreparedModel>;
  /** B and threads of a model's fits of N tokens, asked where the profile's batch is "auto". */
  readonly chooseBatch?: (prepared: PreparedModel, tokens: number) => Promise<FitSize>;
  /** Whether the next fits are those that undecided claims wait for. Default: the profile's order. */
  readonly whereUncertain?: boolean;
  /** Runs only this one's jobs, and judges by them alone. Default: all. */
  readonly shard?: Shard;
  /** Most work, in seconds, that a killed process loses of a fit. Default: 10. */
  readonly checkpointSeconds?: number;
  /** Where `store` lies. */
  readonly folder: string;
  readonly command: string;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RunEvent) => void;
  /** How texts are fetched. Default: from the network. */
  readonly download?: Download;
}

type FitSize = Pick<EngineIdentity, "batch" | "threads">;

type Found = Pick<Reproduction, "records" | "experiments">;

/**
 * Runs a profile, model by model and as far as its budget goes, and judges the paper's claims by
 * it. A model's share of the budget that it leaves goes to those after it.
 */
export async function reproduce(options: ReproduceOptions): Promise<Reproduction> {
  const { profile, ready, folder, command, shard } = options;
  if (shard !== undefined) mustBeTheSameEverywhere(profile);
  const start = milliseconds();
  const environment = await readEnvironment({
    weightsSource: ready.source,
    command,
    profile: profile.name,
  });
  const store = await openStore(join(folder, "store"), {
    onHarmed: (line) => options.onEvent?.({ kind: "harmed", line }),
  });
  const setAside = setAsideIn(join(folder, "store"));
  const { parts, leftOut } = await prepareParts(options);
  const found = { records: [] as JobRecord[], experiments: [] as JobRecord[] };
  const judge = (records: Found) =>
    evaluateClaims([...records.records, ...records.experiments], {
      command,
      card: environment.card,
    });
  const supply = textSupply({
    published: profile.publishedTexts,
    download: options.download,
    onStandIn: (source, reason) => options.onEvent?.({ kind: "stand-in", source, reason }),
  });
  let secondsLeft = profile.budgetSeconds;
  for (const [at, { part, prepared }] of parts.entries()) {
    const shares = parts.slice(at).map(({ part: { share = 1 } }) => share);
    const budgetSeconds = secondsLeft * shares[0] / shares.reduce((a, b) => a + b);
    try {
      const starts = await commonStartsOf(prepared.ready);
      const begun = withStarts(part, arrangementsToBegin(starts));
      if (begun.leftOut > 0) leftOut.push(withoutStart(begun));
      const of = { ...begun.profile, budgetSeconds };
      const { records, experiments, spentSeconds } = await runPart(of, {
        ...options,
        ...prepared,
        starts,
        store,
        setAside,
        supply,
        codeSha256: environment.codeSha256,
        card: environment.card ?? null,
        verdicts: (of) => judge({ ...found, records: [...found.records, ...of] }),
      });
      found.records.push(...records);
      found.experiments.push(...experiments);
      secondsLeft -= Math.min(spentSeconds, budgetSeconds);
    } catch (error) {
      options.signal?.throwIfAborted();
      // The profile's own model has to run; another one may want texts that are not here.
      if (at === 0) throw error;
      leftOut.push(leftOutOf(part, error));
    }
  }
  return {
    ...found,
    claims: judge(found),
    environment: { ...environment, elapsedSeconds: (milliseconds() - start) / 1000 },
    leftOut,
  };
}

async function prepareParts(options: ReproduceOptions) {
  const { profile, prepare, signal, ready, engine, tokenizer } = options;
  const parts: { part: Profile; prepared: PreparedModel }[] = [];
  const leftOut: LeftOut[] = [];
  for (const [at, part] of partsOf(profile).entries()) {
    try {
      if (at === 0) parts.push({ part, prepared: { ready, engine, tokenizer } });
      else if (prepare !== undefined) {
        parts.push({ part, prepared: await prepare(part.model) });
      } else throw new Error("only the profile's own model was asked for");
    } catch (error) {
      signal?.throwIfAborted();
      leftOut.push(leftOutOf(part, error));
    }
  }
  return { parts, leftOut };
}

/** A part that could not be planned, and why. */
export function leftOutOf(part: Profile, error: unknown): LeftOut {
  return { model: part.model, fits: fitsIn(part), reason: (error as Error).message.trim() };
}

interface PartOptions extends ReproduceOptions {
  readonly store: RunStore;
  readonly setAside: ReturnType<typeof setAsideIn>;
  readonly supply: TextSupply;
  readonly starts: CommonStarts;
  readonly codeSha256: string;
  readonly card: string | null;
  /** Verdicts with these records of the part beside all before it. */
  readonly verdicts: (records: readonly JobRecord[]) => readonly ClaimVerdict[];
}

/**
 * B and threads by length, measured now where they never were; undefined where the profile fixes
 * them. Takes lengths alone, so that a narrowed run asks for the same fits.
 */
async function fitSizes(
  profile: Profile,
  options: PartOptions,
): Promise<PlanContext["fitsRunOn"]> {
  const { chooseBatch } = options;
  if (profile.batch !== "auto" || chooseBatch === undefined) return undefined;
  const lengths = new Set(cellsOf({ ...profile, also: [] }).map(({ tokens }) => tokens));
  const sizes = new Map<number, FitSize>();
  for (const tokens of [...lengths].sort((a, b) => a - b)) {
    options.signal?.throwIfAborted();
    const { batch, threads } = await chooseBatch(options, tokens);
    sizes.set(tokens, { batch, threads });
  }
  return (tokens) => sizes.get(tokens);
}

/** Runs one model's jobs. */
async function runPart(
  profile: Profile,
  options: PartOptions,
): Promise<Found & { readonly spentSeconds: number }> {
  const { ready, engine, tokenizer, store, folder, command, signal, onEvent } = options;
  const { id, weightsSha256, tokenizerSha256 } = ready;
  let session: ModelSession | undefined;
  const open = async () => {
    if (session === undefined || session.closed) session = await openSession(ready, engine);
    return session;
  };
  try {
    const model = { id, weightsSha256, tokenizerSha256 };
    const identity = engineIdentity(engine, batchOf(profile));
    const { codeSha256, supply } = options;
    const writer = { model, engine: identity, codeSha256, tokenizer };
    const gathered = await gatherProfile(profile, {
      signal,
      onEntry: (at, of) => onEvent?.({ kind: "gather", model: id, at, of }),
      sources: {
        engine: identity,
        tokenizer,
        supply,
        generate: (wanted) =>
          generatedTexts(writer, { ...wanted, supply, openSession: open, store }),
      },
    });
    const context: PlanContext = {
      ...writer,
      fitsRunOn: await fitSizes(profile, options),
      starts: options.starts,
      files: { weights: ready.weights, config: ready.config },
    };
    const jobs = planJobs(gathered, context);
    const beyond = planExperiments(gathered, context);
    const whole: Plan = { ...jobs, fits: eachOnce([...jobs.fits, ...beyond.fits]) };
    const { shard } = options;
    const plan = shard === undefined ? whole : shardOf(whole, shard);
    const experimentsOfShard = beyond.experiments.filter(({ key }) =>
      shard === undefined || isOfShard(key, shard)
    );
    const wanted = [...plan.fits, ...experimentsOfShard];
    const aside = await options.setAside(wanted);
    if (aside.length > 0) onEvent?.({ kind: "set aside", model: id, records: aside });
    onEvent?.({
      kind: "planned",
      model: id,
      jobs: wanted.map(({ key, job }) => ({ key, job })),
      card: options.card,
    });
    const running = {
      openSession: open,
      store,
      folder,
      tokenizer,
      command,
      checkpointSeconds: options.checkpointSeconds,
      budgetSeconds: profile.budgetSeconds,
      llamaCpp: await findLlamaCpp(ready.files),
      signal,
      onEvent,
    };
    const records = await runPlan(plan, {
      ...running,
      nextGroup: options.whereUncertain
        ? async (waiting) => leastCertain(waiting, options.verdicts(await storedOf(whole, store)))
        : undefined,
    });
    const key = fitsKey(plan.fits);
    const clock = { key: `${key}-experiments`, spentSeconds: await store.spentSeconds(key) };
    const experiments = await runExperiments(
      experimentsOfShard,
      // What other shards have fitted is there once stores are merged.
      { ...running, records: shard === undefined ? records : await storedOf(whole, store), clock },
    );
    const spentSeconds = clock.spentSeconds + await store.spentSeconds(clock.key);
    return { records, experiments, spentSeconds };
  } finally {
    session?.[Symbol.dispose]();
  }
}

async function storedOf({ fits }: Plan, store: RunStore): Promise<JobRecord[]> {
  const records = await Promise.all(fits.map(({ key }) => store.get(key)));
  return records.filter((record) => record !== null);
}
