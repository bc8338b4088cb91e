import { join } from "node:path";
import { groupFits, runFitGroup } from "../harness/fit_jobs.ts";
import type { ModelSession } from "../harness/model_session.ts";
import { groupOf } from "../harness/run_experiments.ts";
import { keptPath, recordText } from "../records/kept_files.ts";
import { isOf } from "../records/measured.ts";
import { placeMatters, placeSays } from "../records/place_matters.ts";
import type { JobRecord } from "../records/record.ts";
import { writeSolution } from "../records/solution.ts";
import { openStore, type RunStore } from "../records/store.ts";
import type { Boss } from "./boss.ts";
import type { Claimed } from "./claim.ts";
import { collect, writeResult } from "./collect.ts";
import { endNotRun, failJob, finishJob, giveBack } from "./finish_job.ts";
import type { Hand } from "./hand.ts";
import { isOutage } from "./persistently.ts";
import type { ReadySubmission, Workshop } from "./workshop.ts";

/** What happens while a worker works. */
export type ClaimedEvent =
  | { readonly kind: "ended"; readonly key: string; readonly outcome: JobRecord["outcome"] }
  /** Its lease had ended; what it came to was not taken. */
  | {
    readonly kind: "fenced";
    readonly key: string;
    readonly elsewhere: "not yet" | "the same" | "another";
    /** Why another solution is no wonder; null where it is one. */
    readonly excuse: string | null;
  }
  | { readonly kind: "not run"; readonly key: string; readonly reason: string }
  | { readonly kind: "failed"; readonly keys: readonly string[]; readonly reason: string }
  /** This machine plans other jobs of the group than were submitted. */
  | { readonly kind: "foreign"; readonly title: string; readonly keys: readonly string[] };

export interface RunClaimedOptions {
  readonly boss: Boss;
  readonly worker: string;
  readonly workshop: Workshop;
  /** The run's folder; `store` lies in it. */
  readonly folder: string;
  readonly kind: string;
  readonly title: string;
  readonly hand: Hand;
  /** Most work, in seconds, that a killed process loses. */
  readonly checkpointSeconds?: number;
  readonly signal: AbortSignal;
  readonly onEvent: (event: ClaimedEvent) => void;
}

/** The folder that a worker keeps what it does in fails it: no job is to blame for that. */
export class StoreTrouble extends Error {
  override readonly name = "StoreTrouble";
}

/**
 * Computes the jobs in hand and settles each: ended with its result, not run, failed, or given back.
 *
 *     in the store? ─yes─► ended with that
 *       └─no─► computed ─► result and completion in one transaction ─► files of the store
 *                  └─stopped─► checkpoint ─► given back
 *
 * @throws StoreTrouble where the worker's folder takes no files; its jobs are given back
 */
export async function runClaimed(options: RunClaimedOptions): Promise<void> {
  const { hand, signal } = options;
  const all = [...hand.jobs.values()];
  try {
    await failing(all, options, async () => {
      const store = troubled(await orTrouble(openStore(join(options.folder, "store"))));
      const running = { ...options, store };
      for (const job of all) await failing([job], options, () => endWithStored(job, running));
      for (const [id, jobs] of Map.groupBy(hand.jobs.values(), ({ submission }) => submission)) {
        const ready = await options.workshop.ready(id);
        const own = await withoutForeign(jobs, { ...running, ready });
        if (own.length === 0) continue;
        if (options.kind === "fit") await runFits(own, { ...running, ready });
        else {
          for (const job of own.filter(({ key }) => hand.jobs.has(key))) {
            await failing([job], options, () => runSingle(job, { ...running, ready }));
          }
        }
      }
    });
  } catch (error) {
    // Leases end by themselves where nobody can be told.
    if (isOutage(error)) hand.jobs.clear();
    throw error;
  } finally {
    for (const job of [...hand.jobs.values()]) {
      await settle(
        job,
        options,
        giveBack(signal.aborted ? "drained" : "stopped", of(job, options)),
      );
    }
  }
}

/** Does what some jobs are computed by; an error in it is theirs, and the others go on. */
async function failing(
  jobs: readonly Claimed[],
  options: RunClaimedOptions,
  work: () => Promise<void>,
): Promise<void> {
  const { hand, signal, onEvent } = options;
  try {
    await work();
  } catch (error) {
    const { name, message } = error as Error;
    if (name === "StoreTrouble" || isOutage(error)) throw error;
    const left = jobs.filter(({ key }) => hand.jobs.has(key));
    if (signal.aborted || name === "Stopped" || left.length === 0) return;
    onEvent({ kind: "failed", keys: left.map(({ key }) => key), reason: message });
    for (const job of left) await settle(job, options, failJob(message, of(job, options)));
  }
}

/** What is settled is not renewed any more. */
async function settle(
  { key }: Claimed,
  { hand }: RunClaimedOptions,
  settling: Promise<unknown>,
): Promise<void> {
  hand.jobs.delete(key);
  await settling;
}

function of(job: Claimed, { boss, worker, hand: { queue } }: RunClaimedOptions) {
  return { boss, worker, queue, job };
}

/** Gives back what this machine plans otherwise. */
async function withoutForeign(
  jobs: readonly Claimed[],
  options: RunClaimedOptions & { readonly ready: ReadySubmission },
): Promise<Claimed[]> {
  const { kind, title, ready, onEvent } = options;
  const had = kind === "fit" ? ready.fits : ready.experiments;
  const foreign = jobs.filter(({ key }) => !had.has(key));
  if (foreign.length > 0) {
    onEvent({ kind: "foreign", title, keys: foreign.map(({ key }) => key) });
  }
  for (const job of foreign) {
    await settle(job, options, giveBack("planned otherwise", of(job, options)));
  }
  return jobs.filter(({ key }) => had.has(key));
}

interface Running extends RunClaimedOptions {
  readonly store: RunStore;
}

/** What a store has already need not be computed: equal keys mean equal work. */
async function endWithStored(job: Claimed, options: Running): Promise<void> {
  const { store, folder } = options;
  const record = await store.get(job.key);
  if (record === null) return;
  const path = keptPath(join(folder, "store"), { kind: "solutions", key: job.key });
  const solution = record.job.kind === "fit" && record.outcome === "measured"
    ? await orTrouble(Deno.readFile(path))
    : null;
  await end(record, { ...options, solution });
}

/** Ends a job with its record, and then writes the files of both. */
async function end(
  record: JobRecord,
  options: RunClaimedOptions & { readonly solution: Uint8Array | null },
): Promise<void> {
  const { solution, hand, folder, onEvent } = options;
  const { key } = record;
  const job = hand.jobs.get(key) ?? hand.lost.get(key)!;
  // Not in hand from here on: what is complete is not renewed.
  hand.jobs.delete(key);
  const finishing = finishJob({ record, solution }, of(job, options));
  const finished = await finishing.catch((error) => {
    // Not ended, so still to be settled.
    hand.jobs.set(key, job);
    throw error;
  });
  if (!finished.taken) {
    const excuse = isOf(record, "fit") && placeMatters(record.job) ? placeSays(record.job) : null;
    return onEvent({ kind: "fenced", key, elsewhere: finished.elsewhere, excuse });
  }
  onEvent({ kind: "ended", key, outcome: record.outcome });
  await orTrouble(
    writeResult({ key, record: recordText(record), solution }, join(folder, "store")),
  );
}

async function orTrouble<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new StoreTrouble((error as Error).message, { cause: error });
  }
}

/** A store whose every method that fails is the folder's fault. */
function troubled(store: RunStore): RunStore {
  const methods = Object.entries(store).map(([name, method]) => [
    name,
    (...args: unknown[]) => orTrouble(method(...args)),
  ]);
  return Object.fromEntries(methods);
}

/** A store that ends jobs: a record put there is a result of the queue first, and a file then. */
function endingStore(options: Running): RunStore {
  const { store, folder, hand } = options;
  const solutions = new Map<string, Uint8Array>();
  return {
    ...store,
    async putCheckpoint(key, checkpoint) {
      // Another's fit now, and maybe ended.
      if (hand.jobs.has(key)) await store.putCheckpoint(key, checkpoint);
    },
    async putSolution(key, solution) {
      // Beside its place, which it gets once it is the result: a late attempt's must not.
      const place = keptPath(join(folder, "store"), { kind: "solutions", key });
      const path = `${place}.${crypto.randomUUID()}.tmp`;
      const solutionSha256 = await orTrouble(writeSolution(path, solution));
      solutions.set(key, await orTrouble(Deno.readFile(path)));
      await orTrouble(Deno.remove(path));
      return { solutionFile: join("store", "solutions", `${key}.safetensors`), solutionSha256 };
    },
    async put(record) {
      const solution = record.outcome === "measured" ? solutions.get(record.key) ?? null : null;
      solutions.delete(record.key);
      await end(record, { ...options, solution });
    },
  };
}

/** Fits of one graph; one that has ended in an error before is fitted alone, and harms no other. */
async function runFits(
  jobs: readonly Claimed[],
  options: Running & { readonly ready: ReadySubmission },
): Promise<void> {
  const { boss: { database }, ready, hand } = options;
  const troubled = await database.rows<{ key: string }>(
    `select distinct key from onepass.errors where key = any($1)`,
    [jobs.map(({ key }) => key)],
  );
  const alone = new Set(troubled.map(({ key }) => key));
  const together = jobs.filter(({ key }) => !alone.has(key));
  const parts = [together, ...jobs.filter(({ key }) => alone.has(key)).map((job) => [job])];
  for (const whole of parts) {
    // Leases may have ended meanwhile.
    const part = whole.filter(({ key }) => hand.jobs.has(key));
    const fits = part.map(({ key }) => ready.fits.get(key)!);
    await failing(part, options, async () => {
      for (const group of groupFits(fits)) await runGroup(group, options);
    });
  }
}

async function runGroup(
  group: ReturnType<typeof groupFits>[number],
  options: Running & { readonly ready: ReadySubmission },
): Promise<void> {
  const { hand, ready, workshop, signal, checkpointSeconds } = options;
  const { submission: { command }, machine: { tokenizer } } = ready;
  signal.throwIfAborted();
  const session = await workshop.session(ready);
  signal.throwIfAborted();
  using _ = stopping(session, options);
  await runFitGroup(group, {
    session,
    store: endingStore(options),
    tokenizer,
    command,
    checkpointSeconds,
    onEvent(event) {
      if (event.kind !== "step") return;
      hand.textSteps += event.slots.length;
      for (const { id, steps, lossNats, bestAccuracy } of event.slots) {
        hand.states.set(id, { steps, lossNats, accuracy: bestAccuracy });
      }
    },
  });
}

/** Has a session stop where the worker is drained, or all jobs in hand are lost, until it is disposed. */
function stopping(session: ModelSession, { hand, signal }: RunClaimedOptions): Disposable {
  const stop = () => session.stop();
  hand.stop = stop;
  signal.addEventListener("abort", stop);
  return {
    [Symbol.dispose]() {
      signal.removeEventListener("abort", stop);
      hand.stop = () => {};
    },
  };
}

/** Records of fits that have ended: the store's, and those that only the queue has, put there first. */
async function recordsOf(
  keys: readonly string[],
  { store, folder, boss }: Running,
): Promise<JobRecord[]> {
  const stored = await Promise.all(keys.map((key) => store.get(key)));
  const missing = keys.filter((_, at) => stored[at] === null);
  if (missing.length > 0) {
    await collect(boss.database, { folder: join(folder, "store"), keys: missing });
  }
  const records = await Promise.all(keys.map((key, at) => stored[at] ?? store.get(key)));
  return records.filter((record) => record !== null);
}

/** A job of another kind than fits, with what the fits that it rests on came to. */
async function runSingle(
  job: Claimed,
  options: Running & { readonly ready: ReadySubmission },
): Promise<void> {
  const { hand, ready, kind, folder, signal, workshop, onEvent } = options;
  const { submission: { command }, experiments, restsOn } = ready;
  const keys = (restsOn.get(kind) ?? []).map(({ key }) => key);
  const single = groupOf(experiments.get(job.key)!, {
    store: endingStore(options),
    folder,
    command,
    records: await recordsOf(keys, options),
    onProgress: (share) => void hand.states.set(job.key, { share }),
  });
  signal.throwIfAborted();
  using atWork = new DisposableStack();
  try {
    await single.run([job.key], async () => {
      const session = await workshop.session(ready);
      signal.throwIfAborted();
      atWork.use(stopping(session, options));
      return session;
    });
  } catch (error) {
    const { name, message: reason } = error as Error;
    if (name !== "NotRun") throw error;
    await settle(job, options, endNotRun(reason, of(job, options)));
    onEvent({ kind: "not run", key: job.key, reason });
  }
}
