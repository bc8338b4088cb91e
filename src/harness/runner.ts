import type { Tokenizer } from "../text/mod.ts";
import { join } from "node:path";
import { keyOf } from "./canonical.ts";
import { type FitGroup, groupFits, runFitGroup } from "./fit_jobs.ts";
import type { ModelSession } from "./model_session.ts";
import { type Plan, type PlannedFit, planThroughput } from "./plan.ts";
import type { FitJob, FitResult, JobRecord } from "./record.ts";
import type { SessionEvent } from "./session_messages.ts";
import { readSolution } from "./solution.ts";
import { milliseconds } from "./stopwatch.ts";
import type { RunStore } from "./store.ts";
import { runThroughput } from "./throughput_job.ts";

/** What happens during a run, for whoever shows it. */
export type RunEvent =
  | { readonly kind: "group"; readonly title: string; readonly done: number; readonly left: number }
  | { readonly kind: "session"; readonly event: SessionEvent; readonly group: FitGroup }
  | { readonly kind: "timing"; readonly tokens: number }
  | { readonly kind: "reused"; readonly records: number };

export interface RunOptions {
  /** Opened only when there is something to run. */
  readonly openSession: () => Promise<ModelSession>;
  readonly store: RunStore;
  /** The folder `store` and solutions lie in. */
  readonly folder: string;
  readonly tokenizer: Tokenizer;
  readonly command: string;
  /** Wall time for jobs over all runs of this store, seconds. */
  readonly budgetSeconds: number;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RunEvent) => void;
}

/**
 * Runs what is not in the store yet and gives a record for every planned job: measured, wrong, or
 * not run with its reason.
 *
 *     stored? ─yes─► reuse
 *       └─no─► budget left? ─no─► not run
 *                 └─yes─► fit group by group ─► store ─► time reconstruction of what came out exact
 */
export async function runPlan(plan: Plan, options: RunOptions): Promise<JobRecord[]> {
  const { store, onEvent } = options;
  const work = await lazySession(options);
  try {
    const spent = await spentSeconds(plan, store);
    const deadline = milliseconds() + (options.budgetSeconds - spent) * 1000;
    const groups = groupFits(plan.fits);
    onEvent?.({ kind: "reused", records: (await stored(plan.fits, store)).length });
    for (const group of groups) {
      await runGroup(group, { ...options, work, deadline });
    }
    const records = await Promise.all(plan.fits.map((fit) => fitRecord(fit, options)));
    for (const { tokens, repetitions } of plan.throughput) {
      const record = await throughputRecord(records, { tokens, repetitions }, { ...options, work });
      if (record !== null) records.push(record);
    }
    return records;
  } finally {
    work.close();
  }
}

interface LazySession {
  get(): Promise<ModelSession>;
  stop(): void;
  close(): void;
}

function lazySession({ openSession, signal }: RunOptions): LazySession {
  let opened: Promise<ModelSession> | undefined;
  let session: ModelSession | undefined;
  const stop = () => session?.stop();
  signal?.addEventListener("abort", stop);
  return {
    async get() {
      opened ??= openSession();
      return session = await opened;
    },
    stop,
    close() {
      signal?.removeEventListener("abort", stop);
      session?.[Symbol.dispose]();
    },
  };
}

async function runGroup(
  group: FitGroup,
  options: RunOptions & { work: LazySession; deadline: number },
): Promise<void> {
  const { store, signal, onEvent, work, deadline } = options;
  const waiting: PlannedFit[] = [];
  for (const fit of group.fits) if (await store.get(fit.key) === null) waiting.push(fit);
  // A sliver of budget is not worth opening the model for.
  if (waiting.length === 0 || milliseconds() > deadline - 2000) return;
  signal?.throwIfAborted();
  const { title, fits } = group;
  onEvent?.({ kind: "group", title, done: fits.length - waiting.length, left: waiting.length });
  const session = await work.get();
  const timer = setTimeout(work.stop, deadline - milliseconds());
  try {
    await runFitGroup({ ...group, fits: waiting }, {
      ...options,
      session,
      onEvent: (event, inGroup) => onEvent?.({ kind: "session", event, group: inGroup }),
    });
  } finally {
    clearTimeout(timer);
  }
  signal?.throwIfAborted();
}

/** Wall time that stored fits and checkpoints of this plan have taken. */
async function spentSeconds(plan: Plan, store: RunStore): Promise<number> {
  let seconds = 0;
  for (const { key } of plan.fits) {
    const record = await store.get(key);
    const checkpoint = record === null ? await store.checkpoint(key) : null;
    if (record?.outcome === "measured" && record.job.kind === "fit") {
      seconds += (record.result as FitResult).elapsedSeconds;
    }
    seconds += checkpoint?.elapsedSeconds ?? 0;
  }
  return seconds;
}

async function stored(fits: readonly PlannedFit[], store: RunStore): Promise<JobRecord[]> {
  const records = await Promise.all(fits.map(({ key }) => store.get(key)));
  return records.filter((record) => record !== null);
}

async function fitRecord(fit: PlannedFit, options: RunOptions): Promise<JobRecord> {
  const record = await options.store.get(fit.key);
  if (record !== null) return record;
  const checkpoint = await options.store.checkpoint(fit.key);
  const state = checkpoint === null ? "not started" : `stopped at step ${checkpoint.state.steps}`;
  return {
    key: fit.key,
    job: fit.job,
    command: options.command,
    warnings: [],
    outcome: "not run",
    reason: `${state}: the budget of ${options.budgetSeconds} s is spent; ` +
      `go on with --budget and more seconds`,
  };
}

/** Times the first exact fit of the length; null where there is none. */
async function throughputRecord(
  records: readonly JobRecord[],
  { tokens, repetitions }: { tokens: number; repetitions: number },
  options: RunOptions & { work: LazySession },
): Promise<JobRecord | null> {
  const exact = records.find((record) =>
    record.job.kind === "fit" && record.job.tokens === tokens && record.outcome === "measured" &&
    (record.result as FitResult).exact
  );
  if (exact === undefined || exact.outcome !== "measured") return null;
  const fit = { job: exact.job as FitJob, result: exact.result as FitResult };
  const had = await options.store.get(keyOf(planThroughput(fit.job, repetitions)));
  if (had !== null) return had;
  options.signal?.throwIfAborted();
  options.onEvent?.({ kind: "timing", tokens });
  const session = await options.work.get();
  const solution = await readSolution(join(options.folder, fit.result.solutionFile));
  const record = await runThroughput(fit, {
    session,
    repetitions,
    promptId: session.bosId ?? options.tokenizer.bosId ?? 0,
    command: options.command,
    proto: solution.proto,
  });
  await options.store.put(record);
  return record;
}
