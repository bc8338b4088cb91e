import type { Tokenizer } from "../text/mod.ts";
import { join } from "node:path";
import { keyOf } from "../records/canonical.ts";
import { type FitGroup, groupFits, runFitGroup } from "./fit_jobs.ts";
import type { ModelSession } from "./model_session.ts";
import { type Plan, planThroughput } from "./plan.ts";
import type { PlannedFit } from "../experiments/plan_fit.ts";
import type { FitJob, FitResult, JobRecord } from "../records/record.ts";
import type { SessionEvent } from "./session_messages.ts";
import { readSolution } from "../records/solution.ts";
import { milliseconds } from "../records/stopwatch.ts";
import type { RunStore } from "../records/store.ts";
import { runThroughput } from "./throughput_job.ts";

/** What happens during a run, for whoever shows it. */
export type RunEvent =
  | {
    readonly kind: "group";
    readonly title: string;
    readonly done: number;
    readonly left: number;
    /** Until the budget is spent. */
    readonly budgetSecondsLeft: number;
  }
  | { readonly kind: "session"; readonly event: SessionEvent; readonly group: FitGroup }
  | { readonly kind: "timing"; readonly tokens: number }
  /** Share of job `at` of `of` jobs, 0…1. */
  | {
    readonly kind: "experiment";
    readonly title: string;
    readonly share: number;
    readonly at: number;
    readonly of: number;
  }
  /** A job ended in an error; the others go on. */
  | { readonly kind: "failed"; readonly title: string; readonly reason: string }
  /** A file of the store counts as absent; which, and why, in one line. */
  | { readonly kind: "harmed"; readonly line: string }
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
  /** Most work, in seconds, that a killed process loses. */
  readonly checkpointSeconds?: number;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RunEvent) => void;
  /** Which of the groups not run yet comes next. Default: the plan's order. */
  readonly nextGroup?: (waiting: readonly FitGroup[]) => Promise<FitGroup>;
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
  const work = lazySession(options);
  try {
    const clock = await budgetClock(plan, options);
    const failures = new Map<string, string>();
    onEvent?.({ kind: "reused", records: (await stored(plan.fits, store)).length });
    let waiting = groupFits(plan.fits);
    while (waiting.length > 0) {
      const group = await options.nextGroup?.(waiting) ?? waiting[0];
      waiting = waiting.filter((other) => other !== group);
      await runGroup(group, { ...options, work, clock, failures });
    }
    const records = await Promise.all(
      plan.fits.map((fit) => fitRecord(fit, { ...options, failures })),
    );
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
      session = await opened;
      // While it opened there was nothing to stop.
      signal?.throwIfAborted();
      return session;
    },
    stop,
    close() {
      signal?.removeEventListener("abort", stop);
      session?.[Symbol.dispose]();
    },
  };
}

/** What is left of the budget, over all runs of a plan in one store. */
interface BudgetClock {
  millisecondsLeft(): number;
  /** Writes down what is spent, so that the next run knows. */
  save(): Promise<void>;
}

/** Under which the time spent on a plan's fits is kept. */
export function planKey(plan: Plan): string {
  return keyOf(plan.fits.map((fit) => fit.key));
}

async function budgetClock(plan: Plan, { store, budgetSeconds }: RunOptions): Promise<BudgetClock> {
  const start = milliseconds();
  const key = planKey(plan);
  // A killed run saves nothing, but what it measured says how long it took.
  const before = Math.max(await store.spentSeconds(key), await measuredSeconds(plan, store));
  const spentSeconds = () => before + (milliseconds() - start) / 1000;
  return {
    millisecondsLeft: () => (budgetSeconds - spentSeconds()) * 1000,
    save: () => store.putSpentSeconds(key, spentSeconds()),
  };
}

/** A sliver of budget is not worth opening the model for. */
const sliverMilliseconds = 2000;

/** Longest wait a timer takes; longer ones fire at once. */
const longestWait = 2 ** 31 - 1;

async function runGroup(
  group: FitGroup,
  options: RunOptions & { work: LazySession; clock: BudgetClock; failures: Map<string, string> },
): Promise<void> {
  const { store, signal, onEvent, work, clock, failures } = options;
  const waiting: PlannedFit[] = [];
  for (const fit of group.fits) if (await store.get(fit.key) === null) waiting.push(fit);
  if (waiting.length === 0 || clock.millisecondsLeft() < sliverMilliseconds) return;
  signal?.throwIfAborted();
  const { title, fits } = group;
  onEvent?.({
    kind: "group",
    title,
    done: fits.length - waiting.length,
    left: waiting.length,
    budgetSecondsLeft: clock.millisecondsLeft() / 1000,
  });
  const session = await work.get();
  const wait = Math.min(Math.max(0, clock.millisecondsLeft()), longestWait);
  const timer = setTimeout(work.stop, wait);
  try {
    await runFitGroup({ ...group, fits: waiting }, {
      ...options,
      session,
      onEvent: (event, inGroup) => onEvent?.({ kind: "session", event, group: inGroup }),
    });
  } catch (error) {
    // Other groups may still run; Ctrl-C ends them all below.
    const reason = (error as Error).message;
    for (const { key } of waiting) failures.set(key, reason);
    onEvent?.({ kind: "failed", title, reason });
  } finally {
    clearTimeout(timer);
    await clock.save();
  }
  signal?.throwIfAborted();
}

/** Wall time that stored fits and checkpoints of this plan have taken. */
async function measuredSeconds(plan: Plan, store: RunStore): Promise<number> {
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

async function fitRecord(
  fit: PlannedFit,
  options: RunOptions & { failures: ReadonlyMap<string, string> },
): Promise<JobRecord> {
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
    reason: options.failures.get(fit.key) ??
      `${state}: the budget of ${options.budgetSeconds} s is spent; ` +
        `go on with --budget and more seconds`,
  };
}

/** Times the first exact fit of the length; null where none of that length is planned. */
async function throughputRecord(
  records: readonly JobRecord[],
  { tokens, repetitions }: { tokens: number; repetitions: number },
  options: RunOptions & { work: LazySession },
): Promise<JobRecord | null> {
  const { store, folder, tokenizer, command, signal, onEvent, work } = options;
  const fits = records.filter(({ job }) => job.kind === "fit" && job.tokens === tokens);
  if (fits.length === 0) return null;
  const exact = fits.find((record) =>
    record.outcome === "measured" && (record.result as FitResult).exact
  );
  const notRun = (fit: JobRecord, reason: string): JobRecord => {
    const job = planThroughput(fit.job as FitJob, repetitions);
    return { key: keyOf(job), job, command, warnings: [], outcome: "not run", reason };
  };
  if (exact?.outcome !== "measured") {
    return notRun(fits[0], `no fit of ${tokens} tokens came out exact, so there is none to time`);
  }
  const fit = { job: exact.job as FitJob, result: exact.result as FitResult };
  const had = await store.get(keyOf(planThroughput(fit.job, repetitions)));
  if (had !== null) return had;
  signal?.throwIfAborted();
  onEvent?.({ kind: "timing", tokens });
  const session = await work.get();
  try {
    const { proto } = await readSolution(join(folder, fit.result.solutionFile));
    const promptId = session.bosId ?? tokenizer.bosId ?? 0;
    const record = await runThroughput(fit, { session, repetitions, promptId, command, proto });
    await store.put(record);
    return record;
  } catch (error) {
    const reason = (error as Error).message;
    onEvent?.({ kind: "failed", title: `Timing of ${tokens} tokens`, reason });
    return notRun(exact, reason);
  }
}
