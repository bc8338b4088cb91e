import type { PlannedJob } from "../records/at_work.ts";
import { countProgress } from "./count_progress.ts";
import { fitCaption } from "./fit_caption.ts";
import type { HalfDone } from "./half_done.ts";
import type { Process } from "./processes.ts";
import type { RunningCurves } from "./running_curves.ts";
import type { Reader } from "./start_reader.ts";
import type { Progress, Running, RunningFitRow, WorkerRow } from "./watched.ts";

/** What there is to see of a run. */
export interface StoreFound {
  readonly folder: string;
  /** By the monotonic clock, milliseconds. */
  readonly now: number;
  readonly working: readonly Process[];
  readonly halfDone: ReadonlyMap<string, HalfDone>;
  readonly curves: Pick<RunningCurves, "curve">;
  readonly reader: Pick<Reader, "digests" | "harmed" | "failure">;
}

/** More curves than these are no view any more. */
const mostFits = 24;

/** What is found as the page has it. */
export function storeSections(
  all: StoreFound,
): { readonly progress: Progress; readonly running: Running; readonly workers: WorkerRow[] } {
  const found = { ...all, working: withoutReplaced(all.working) };
  const planned = found.working.flatMap(({ planned }) => planned?.jobs ?? []);
  return {
    progress: progressOf(found, planned),
    running: runningOf(found, new Map(planned.map((job) => [job.key, job]))),
    workers: found.working.map(workerRow),
  };
}

/** The process that began last. */
export function latestOf(working: readonly Process[]): Process | undefined {
  return working.toSorted((a, b) => a.atWork.startedAt < b.atWork.startedAt ? 1 : -1)[0];
}

/** A process that was killed or stopped is history once another has begun to do the same jobs. */
function withoutReplaced(working: readonly Process[]): Process[] {
  return working.filter((process) =>
    stateOf(process) === "at work" ||
    !working.some(({ atWork: { shard, command, startedAt } }) =>
      shard === process.atWork.shard && command === process.atWork.command &&
      startedAt > process.atWork.startedAt
    )
  );
}

function stateOf({ atWork: { ended }, silentSince }: Process): WorkerRow["state"] {
  return ended ?? (silentSince === null ? "at work" : "silent");
}

function progressOf(
  { folder, now, working, halfDone, reader }: StoreFound,
  planned: readonly PlannedJob[],
): Progress {
  const latest = latestOf(working);
  const live = working.filter((process) => stateOf(process) === "at work");
  const counts = countProgress(planned, {
    digests: reader.digests,
    codeSha256: latest?.planned?.codeSha256 ?? null,
    atWork: live.map(({ atWork, planned }) => ({
      jobs: planned?.jobs ?? [],
      comingSeconds: atWork.coming.reduce((sum, { seconds }) => sum + seconds, 0),
    })),
  });
  const state = live.length > 0
    ? "at work"
    : latest === undefined
    ? "unannounced"
    : working.some((process) => stateOf(process) === "silent")
    ? "silent"
    : "over";
  return {
    place: folder,
    command: latest?.atWork.command ?? null,
    state,
    says: sentence(state, {
      working,
      live: live.length,
      left: (counts.planned ?? 0) - counts.done,
    }),
    ...counts,
    leftBy: "by the plan’s estimate and the pace so far",
    notes: notesOf({ live, now, halfDone, reader, code: latest?.planned?.codeSha256 ?? null }),
  };
}

function sentence(
  state: Progress["state"],
  { working, live, left }: {
    readonly working: readonly Process[];
    readonly live: number;
    readonly left: number;
  },
): string {
  if (state === "at work") return `${counted(live, "process", "processes")} at work.`;
  if (state === "unannounced") {
    return "No process has said that it works here; this is what the store has.";
  }
  if (state === "silent") {
    return "No sign of life: the process was killed, or its machine is gone. Nothing stored is " +
      "lost, and the same command goes on from here.";
  }
  const isDone = working.every(({ atWork: { ended } }) => ended === "done");
  if (isDone && left === 0) return "It is over: all that was planned is done.";
  const hows = new Set(working.map(({ atWork }) => atWork.ended));
  if (hows.has("failed")) {
    return "It ended in an error, which its terminal tells. The same command goes on from here.";
  }
  if (hows.has("stopped")) return "It was stopped. The same command goes on from here.";
  const jobs = counted(left, "planned job was", "planned jobs were");
  return `It is over; ${jobs} not run, and its report says why.`;
}

function notesOf(
  { live, now, halfDone, reader, code }: {
    readonly live: readonly Process[];
    readonly now: number;
    readonly halfDone: StoreFound["halfDone"];
    readonly reader: StoreFound["reader"];
    readonly code: string | null;
  },
): string[] {
  const notes: string[] = [];
  const coming = new Set(live.flatMap(({ atWork }) => atWork.coming.map(({ model }) => model)));
  const begun = live.every(({ planned }) => planned !== null);
  if (coming.size > 0 && begun) {
    notes.push(`Not planned yet, and not counted: the jobs of ${[...coming].join(", ")}.`);
  }
  if (live.length > 0 && !begun) notes.push("Jobs are being planned.");
  const budgets = live.flatMap(({ atWork }) => atWork.budgetSecondsLeft ?? []);
  if (budgets.length > 0) {
    const minutes = Math.max(1, Math.round(Math.max(...budgets) / 60));
    notes.push(
      `The budget for this model's fits ends in about ${counted(minutes, "minute", "minutes")}; ` +
        "what is left then is not run.",
    );
  }
  const waiting = [...halfDone].filter(([key, { freshUntil }]) =>
    freshUntil < now && !reader.digests.has(key)
  );
  if (waiting.length > 0) {
    notes.push(`${counted(waiting.length, "fit stands", "fits stand")} half done in checkpoints.`);
  }
  const digests = [...reader.digests.values()];
  const others = code === null ? 0 : digests.filter((one) => one.codeSha256 !== code).length;
  if (others > 0) {
    notes.push(`${counted(others, "record is", "records are")} of other code and left aside.`);
  }
  if (reader.harmed.size > 0) {
    notes.push(
      `${counted(reader.harmed.size, "record is", "records are")} harmed and counted as absent: ` +
        `"deno task store verify" names each.`,
    );
  }
  if (reader.failure !== null) {
    notes.push(`Records are read no more, start this command again: ${reader.failure}`);
  }
  return notes;
}

function runningOf(
  { now, working, halfDone, curves, reader }: StoreFound,
  planned: ReadonlyMap<string, PlannedJob>,
): Running {
  const live = working.filter((process) => stateOf(process) === "at work");
  const told = live.flatMap(({ atWork }) => atWork.running);
  const row = (
    { key, ...fit }: Pick<RunningFitRow, "key" | "steps" | "accuracy" | "lossNats">,
  ): RunningFitRow => {
    const { fit: name = null, model = null } = planned.get(key) ?? {};
    return {
      key,
      ...fitCaption(key, { name, model }),
      maxSteps: name?.maxSteps ?? null,
      ...fit,
      curve: curves.curve(key),
    };
  };
  const rows = told.map(({ key, steps, accuracy, lossNats }) =>
    row({ key, steps, accuracy, lossNats })
  );
  // Of a process that says nothing: its checkpoints are all there is to see.
  const isUntold = live.length === 0 && working.every(({ atWork }) => atWork.ended === null);
  for (const [key, { freshUntil, progress: { state } }] of isUntold ? halfDone : []) {
    if (freshUntil < now) continue;
    const last = state.trajectory.samples.at(-1);
    rows.push(row({
      key,
      steps: state.steps,
      accuracy: last?.accuracy ?? 0,
      lossNats: last?.lossNats ?? null,
    }));
  }
  const running = rows.filter(({ key }) => !reader.digests.has(key));
  return {
    fits: running.slice(0, mostFits),
    more: Math.max(0, running.length - mostFits),
    jobs: live.flatMap(({ id, atWork: { job } }) =>
      job === null ? [] : [{ id, title: titleOfJob(job.kind), share: job.share }]
    ),
  };
}

function workerRow(process: Process): WorkerRow {
  const { id, atWork, silentSince } = process;
  const { host, processId, shard, model, engine, doing, stepMilliseconds, running } = atWork;
  return {
    id,
    name: `${host}, process ${processId}${shard === null ? "" : `, shard ${shard}`}`,
    state: stateOf(process),
    model,
    engine,
    doing,
    stepsPerSecond: stepMilliseconds === null || stepMilliseconds === 0
      ? null
      : rounded(1000 * running.length / stepMilliseconds),
    silentSince,
  };
}

/** A job that is no fit, by its kind. */
export function titleOfJob(kind: string): string {
  return kind === "throughput" ? "Timing one pass and decoding" : `Job: ${kind}`;
}

/** Two digits: more would flicker. */
export function rounded(value: number): number {
  return Number(value.toPrecision(2));
}

export function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}
