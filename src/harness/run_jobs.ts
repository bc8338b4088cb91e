import { milliseconds } from "../records/stopwatch.ts";
import type { RunStore } from "../records/store.ts";
import type { ModelSession } from "./model_session.ts";

/** Jobs that are computed in one go: fits that share a graph, or a single job of another kind. */
export interface JobGroup {
  readonly title: string;
  readonly keys: readonly string[];
  /** Told before the jobs of these keys are computed. */
  readonly begin?: (waiting: readonly string[], secondsLeft: number) => void;
  /**
   * Computes the jobs of these keys and stores their records. May end with some of them undone
   * where the session was stopped.
   *
   * @throws NotRun where something is missing that they rest on
   */
  readonly run: (
    waiting: readonly string[],
    openSession: () => Promise<ModelSession>,
  ) => Promise<void>;
}

/** Jobs cannot be begun; the message is why. */
export class NotRun extends Error {
  override readonly name = "NotRun";
}

/** What is left of the time for some jobs, over all runs in one store. */
export interface BudgetClock {
  secondsLeft(): number;
  /** Writes down what is spent, so that the next run knows. */
  save(): Promise<void>;
}

export interface RunJobsOptions<G extends JobGroup> {
  /** Opened only when there is something to run. */
  readonly openSession: () => Promise<ModelSession>;
  readonly store: RunStore;
  readonly clock: BudgetClock;
  readonly signal?: AbortSignal;
  /** Which of the groups not run yet comes next. Default: the first. */
  readonly nextGroup?: (waiting: readonly G[]) => Promise<G>;
  /** The jobs of a group ended in an error; the others go on. */
  readonly onFailed?: (group: G, reason: string) => void;
}

/** A sliver of budget is not worth opening the model for. */
const sliverSeconds = 2;

/** Longest wait a timer takes; longer ones fire at once. */
const longestWait = 2 ** 31 - 1;

/**
 * Runs what is not in the store yet, group by group, as far as the budget goes. Gives the reasons of
 * jobs that could not be computed, by key; those without one and without a record had no time left.
 *
 *     stored? ─yes─► skip
 *       └─no─► budget left? ─no─► skip
 *                 └─yes─► begin ─► run, stopped when the budget ends ─► store
 *
 * @throws where `signal` was aborted
 */
export async function runJobs<G extends JobGroup>(
  groups: readonly G[],
  options: RunJobsOptions<G>,
): Promise<ReadonlyMap<string, string>> {
  const { store, nextGroup, clock, signal } = options;
  const reasons = new Map<string, string>();
  let waiting = [...groups];
  while (waiting.length > 0) {
    const group = await nextGroup?.(waiting) ?? waiting[0];
    waiting = waiting.filter((other) => other !== group);
    const keys: string[] = [];
    for (const key of group.keys) if (await store.get(key) === null) keys.push(key);
    if (keys.length === 0 || clock.secondsLeft() < sliverSeconds) continue;
    signal?.throwIfAborted();
    group.begin?.(keys, clock.secondsLeft());
    const reason = await runGroup(group, { ...options, keys });
    if (reason !== null) { for (const key of keys) reasons.set(key, reason); }
    await clock.save();
    signal?.throwIfAborted();
  }
  return reasons;
}

/** Null where the group went well, or as far as the budget let it. */
async function runGroup<G extends JobGroup>(
  group: G,
  { openSession, clock, signal, onFailed, keys }: RunJobsOptions<G> & {
    readonly keys: readonly string[];
  },
): Promise<string | null> {
  let session: ModelSession | undefined;
  const stop = () => session?.stop();
  let timer: ReturnType<typeof setTimeout> | undefined;
  signal?.addEventListener("abort", stop);
  try {
    await group.run(keys, async () => {
      session = await openSession();
      // While it opened there was nothing to stop.
      signal?.throwIfAborted();
      const wait = Math.max(0, clock.secondsLeft() * 1000);
      timer = setTimeout(stop, Math.min(wait, longestWait));
      return session;
    });
    return null;
  } catch (error) {
    const { name, message } = error as Error;
    if (signal?.aborted) return null;
    if (name === "Stopped") return "stopped: the budget is spent";
    if (name !== "NotRun") onFailed?.(group, message);
    return message;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

/** A clock over `seconds` spent by all runs that keep their time under `key`. */
export async function budgetClock(
  key: string,
  { store, budgetSeconds, leastSpent = 0 }: {
    readonly store: RunStore;
    readonly budgetSeconds: number;
    /** Spent for sure: a killed run saves nothing, but what it measured says how long it took. */
    readonly leastSpent?: number;
  },
): Promise<BudgetClock> {
  const start = milliseconds();
  const before = Math.max(await store.spentSeconds(key), leastSpent);
  const spent = () => before + (milliseconds() - start) / 1000;
  return {
    secondsLeft: () => budgetSeconds - spent(),
    // Without an end there is nothing for the next run to know.
    save: async () => {
      if (budgetSeconds < Infinity) await store.putSpentSeconds(key, spent());
    },
  };
}

/** For jobs that have all the time they take. */
export const unlimited: BudgetClock = {
  secondsLeft: () => Infinity,
  save: () => Promise.resolve(),
};
