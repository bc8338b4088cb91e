import type { PlannedFit } from "../experiments/plan_fit.ts";
import { keyOf } from "../records/canonical.ts";
import { isOf } from "../records/measured.ts";
import type { JobRecord } from "../records/record.ts";
import type { RunStore } from "../records/store.ts";
import type { Tokenizer } from "../text/mod.ts";
import { type FitGroup, groupFits, runFitGroup } from "./fit_jobs.ts";
import type { ModelSession } from "./model_session.ts";
import { budgetClock, type JobGroup, runJobs } from "./run_jobs.ts";
import type { SessionEvent } from "./session_messages.ts";

/** What happens while fits run. */
export type FitsEvent =
  /** So many of the fits are in the store already. */
  | { readonly kind: "reused"; readonly records: number }
  | {
    readonly kind: "group";
    readonly title: string;
    readonly done: number;
    readonly left: number;
    /** Until the budget is spent. */
    readonly budgetSecondsLeft: number;
  }
  | { readonly kind: "session"; readonly event: SessionEvent; readonly group: FitGroup }
  /** A job ended in an error; the others go on. */
  | { readonly kind: "failed"; readonly title: string; readonly reason: string };

export interface RunFitsOptions {
  /** Opened only when there is something to run; whoever opens it closes it. */
  readonly openSession: () => Promise<ModelSession>;
  readonly store: RunStore;
  readonly tokenizer: Tokenizer;
  readonly command: string;
  /** Wall time for jobs over all runs of this store, seconds. Default: no end. */
  readonly budgetSeconds?: number;
  /** Most work, in seconds, that a killed process loses. */
  readonly checkpointSeconds?: number;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: FitsEvent) => void;
  /** Which of the groups not run yet comes next. Default: the plan's order. */
  readonly nextGroup?: (waiting: readonly FitGroup[]) => Promise<FitGroup>;
}

/** Runs the fits that are not in the store yet; gives a record of each, in their order. */
export async function runFits(
  fits: readonly PlannedFit[],
  options: RunFitsOptions,
): Promise<JobRecord<"fit">[]> {
  const { store, budgetSeconds = Infinity, openSession, signal, onEvent } = options;
  const stored = await Promise.all(fits.map(({ key }) => store.get(key)));
  const { nextGroup } = options;
  const leastSpent = await measuredSeconds(fits, store);
  const clock = await budgetClock(fitsKey(fits), { store, budgetSeconds, leastSpent });
  onEvent?.({ kind: "reused", records: stored.filter((record) => record !== null).length });
  const reasons = await runJobs(groupFits(fits).map((group) => jobGroup(group, options)), {
    store,
    openSession,
    signal,
    clock,
    nextGroup: nextGroup && (async (waiting) => {
      const next = await nextGroup(waiting.map(({ group }) => group));
      return waiting.find(({ group }) => group === next)!;
    }),
    onFailed: ({ title }, reason) => onEvent?.({ kind: "failed", title, reason }),
  });
  return await Promise.all(fits.map((fit) => recordOf(fit, { ...options, reasons })));
}

/** Under which the time spent on these fits is kept. */
export function fitsKey(fits: readonly PlannedFit[]): string {
  return keyOf(fits.map(({ key }) => key));
}

function jobGroup(
  group: FitGroup,
  options: RunFitsOptions,
): JobGroup & { readonly group: FitGroup } {
  const { onEvent } = options;
  const { title, fits } = group;
  return {
    group,
    title,
    keys: fits.map(({ key }) => key),
    begin: ({ length: left }, budgetSecondsLeft) =>
      onEvent?.({ kind: "group", title, done: fits.length - left, left, budgetSecondsLeft }),
    async run(keys, openSession) {
      const waiting = fits.filter(({ key }) => keys.includes(key));
      await runFitGroup({ ...group, fits: waiting }, {
        ...options,
        session: await openSession(),
        onEvent: (event, inGroup) => onEvent?.({ kind: "session", event, group: inGroup }),
      });
    },
  };
}

/** Wall time that stored fits and checkpoints of these have taken. */
async function measuredSeconds(fits: readonly PlannedFit[], store: RunStore): Promise<number> {
  let seconds = 0;
  for (const { key } of fits) {
    const record = await store.get(key);
    const checkpoint = record === null ? await store.checkpoint(key) : null;
    if (record !== null && isOf(record, "fit") && record.outcome === "measured") {
      seconds += record.result.elapsedSeconds;
    }
    seconds += checkpoint?.elapsedSeconds ?? 0;
  }
  return seconds;
}

async function recordOf(
  { key, job }: PlannedFit,
  { store, reasons, command, budgetSeconds = Infinity }: RunFitsOptions & {
    readonly reasons: ReadonlyMap<string, string>;
  },
): Promise<JobRecord<"fit">> {
  const record = await store.get(key);
  if (record !== null && isOf(record, "fit")) return record;
  const checkpoint = await store.checkpoint(key);
  const state = checkpoint === null ? "not started" : `stopped at step ${checkpoint.state.steps}`;
  return {
    key,
    job,
    command,
    warnings: [],
    outcome: "not run",
    reason: reasons.get(key) ??
      `${state}: the budget of ${budgetSeconds} s is spent; go on with --budget and more seconds`,
  };
}
