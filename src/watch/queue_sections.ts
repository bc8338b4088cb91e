import type {
  EndedJob,
  GroupProgress,
  RunningJob,
  WorkerRow as QueueWorker,
} from "../queue/read_queue.ts";
import { finiteOrNull } from "./curve.ts";
import type { RunningCurves } from "./running_curves.ts";
import type { Reader } from "./start_reader.ts";
import { counted, rounded, titleOfJob } from "./store_sections.ts";
import type { KindProgress, Progress, Running, WorkerRow } from "./watched.ts";

/** What there is to see of a queue. */
export interface QueueFound {
  /** The database, without its password. */
  readonly place: string;
  readonly groups: readonly GroupProgress[];
  readonly workers: readonly QueueWorker[];
  readonly running: readonly RunningJob[];
  /** In the order they came in. */
  readonly ended: readonly Pick<EndedJob, "finishedAt">[];
  readonly curves: Pick<RunningCurves, "curve">;
  readonly reader: Pick<Reader, "digests" | "failure">;
}

const mostFits = 24;
/** What ended within so many seconds says how fast the workers are. */
const paceSeconds = 900;

/** What is found as the page has it. */
export function queueSections(
  found: QueueFound,
): { readonly progress: Progress; readonly running: Running; readonly workers: WorkerRow[] } {
  return {
    progress: progressOf(found),
    running: runningOf(found),
    workers: found.workers.map((worker) => workerRow(worker, found.running)),
  };
}

function progressOf({ place, groups, workers, ended, reader }: QueueFound): Progress {
  const sum = (of: (group: GroupProgress) => number, some = groups) =>
    some.reduce((total, group) => total + of(group), 0);
  const left = sum(({ waiting, running }) => waiting + running);
  const live = workers.filter(({ state }) => state !== "ended" && state !== "lost");
  const secondsLeft = live.length === 0 ? null : timeLeft(left, { ended, workers });
  const kinds = [...Map.groupBy(groups, ({ kind }) => kind)].map(([kind, own]): KindProgress => ({
    kind,
    done: sum((group) => group.ended, own),
    planned: sum(plannedIn, own),
  }));
  const state = live.length > 0
    ? "at work"
    : groups.length === 0
    ? "unannounced"
    : left > 0
    ? "silent"
    : "over";
  return {
    place,
    command: left > 0 ? "deno task worker" : null,
    state,
    says: sentence(state, { live: live.length, left }),
    done: sum((group) => group.ended),
    planned: groups.length === 0 ? null : sum(plannedIn),
    wrong: [...reader.digests.values()].filter(({ outcome }) => outcome === "wrong").length,
    secondsLeft,
    leftBy: "at the pace of the last minutes",
    kinds,
    notes: notesOf({
      notRun: sum((group) => group.notRun),
      failed: sum((group) => group.failed),
      cancelled: sum((group) => group.cancelled),
      failure: reader.failure,
    }),
  };
}

/** Jobs that were cancelled are no more planned. */
function plannedIn({ waiting, running, ended, notRun, failed }: GroupProgress): number {
  return waiting + running + ended + notRun + failed;
}

function sentence(
  state: Progress["state"],
  { live, left }: { readonly live: number; readonly left: number },
): string {
  if (state === "at work") return `${counted(live, "worker", "workers")} there.`;
  if (state === "unannounced") {
    return 'The queue is empty: "deno task queue submit" puts a profile\'s jobs in.';
  }
  if (state === "silent") {
    return `No worker is there, and ${
      counted(left, "job waits", "jobs wait")
    } for one. Nothing is ` +
      "lost: jobs of workers that died are waiting again.";
  }
  return 'It is over: nothing waits. "deno task queue collect" copies the results into a store.';
}

function notesOf(
  { notRun, failed, cancelled, failure }: {
    readonly notRun: number;
    readonly failed: number;
    readonly cancelled: number;
    readonly failure: string | null;
  },
): string[] {
  const notes: string[] = [];
  if (notRun > 0) {
    notes.push(
      `${counted(notRun, "job was", "jobs were")} not run: what they rest on cannot be had.`,
    );
  }
  if (failed > 0) {
    notes.push(`${counted(failed, "job", "jobs")} ended in errors, which the workers told.`);
  }
  if (cancelled > 0) notes.push(`${counted(cancelled, "job was", "jobs were")} cancelled.`);
  if (failure !== null) {
    notes.push(`Records are read no more, start this command again: ${failure}`);
  }
  return notes;
}

/** By what ended lately; null where too little did. Moments are all by the database's clock. */
function timeLeft(
  left: number,
  { ended, workers }: Pick<QueueFound, "ended" | "workers">,
): number | null {
  const now = Math.max(...workers.map(({ lastSeen }) => lastSeen.getTime()));
  const begun = Math.min(...workers.map(({ startedAt }) => startedAt.getTime()));
  const from = Math.max(begun, now - paceSeconds * 1000);
  const lately = ended.filter(({ finishedAt }) => finishedAt.getTime() > from).length;
  return lately < 2 || now <= from ? null : left * (now - from) / 1000 / lately;
}

function runningOf({ running, curves }: QueueFound): Running {
  const isFit = ({ kind, steps }: RunningJob) => kind === "fit" && steps !== null;
  const fits = running.filter(isFit);
  return {
    fits: fits.slice(0, mostFits).map(({ key, title, host, model, attempt, ...fit }) => ({
      key,
      title,
      about: [
        model,
        `on ${host}`,
        ...attempt === 0 ? [] : [`taken up for the ${ordinal(attempt + 1)} time`],
      ],
      tokens: null,
      maxSteps: null,
      steps: fit.steps!,
      accuracy: fit.accuracy ?? 0,
      lossNats: finiteOrNull(fit.lossNats),
      curve: curves.curve(key),
    })),
    more: Math.max(0, fits.length - mostFits),
    jobs: running.filter((job) => job.kind !== "fit").map(({ key, kind, host, share }) => (
      { id: key, title: `${titleOfJob(kind)}, on ${host}`, share: share ?? 0 }
    )),
  };
}

const states = {
  idle: "idle",
  working: "at work",
  draining: "draining",
  ended: "done",
  lost: "silent",
} as const;

const withoutJobs = {
  idle: "Waits for jobs",
  working: "Loads a model",
  draining: "Gives back what it has",
  ended: "Ended",
  lost: "Nothing was heard of it",
} as const;

function workerRow(worker: QueueWorker, running: readonly RunningJob[]): WorkerRow {
  const { id, host, pid, engine, device, model, state, stepsPerSecond, lastSeen } = worker;
  const own = running.filter((job) => job.worker === id);
  const doing = [...Map.groupBy(own, ({ title }) => title)].map(([title, same]) =>
    same.length === 1 ? title : `${same.length} × ${title}`
  );
  return {
    id,
    name: `${host}, process ${pid}`,
    state: states[state],
    model,
    engine: `${engine} on ${device}`,
    doing: doing.join("; ") || withoutJobs[state],
    stepsPerSecond: stepsPerSecond === null ? null : rounded(stepsPerSecond),
    silentSince: state === "lost" ? lastSeen.toISOString() : null,
  };
}

function ordinal(count: number): string {
  return ["first", "second", "third"][count - 1] ?? `${count}th`;
}
