import { hostname } from "node:os";
import { join } from "node:path";
import {
  type AtWork,
  atWorkFiles,
  atWorkFolder,
  fitName,
  type PlannedJob,
  readAtWork,
  removeAtWork,
  writeAtWork,
} from "../records/at_work.ts";
import { fileSystemTime } from "../records/file_system_time.ts";
import { absent } from "../records/kept_files.ts";
import { isoNow, milliseconds } from "../records/stopwatch.ts";
import type { Job } from "../records/record.ts";
import type { CellEstimate } from "./estimate.ts";
import type { PlannedEvent, RunEvent } from "./run_options.ts";
import type { SessionEvent } from "./session_messages.ts";
import type { Shard } from "./shard.ts";

export interface AnnounceOptions {
  readonly command: string;
  readonly profile: string;
  /** Default: the process does all jobs. */
  readonly shard?: Shard;
  /** What the plan's cells are estimated to take, all shards together. */
  readonly cells: readonly CellEstimate[];
  /** Aborts the run. */
  readonly signal?: AbortSignal;
  /** Told once where nothing can be said, since files cannot be written. The run goes on. */
  readonly onUnheard?: (line: string) => void;
  /** Seconds between two words. Default: 1. */
  readonly everySeconds?: number;
}

/** A process that says what it does; disposed, it says how that ended, and no more. */
export interface Announcement extends AsyncDisposable {
  /** Takes what happens in the run. */
  hear(event: RunEvent): void;
  /** All jobs that could be run were. */
  ranThrough(): void;
}

/** What a process that nobody has heard of for so long has left is removed by the next one. */
const forgottenSeconds = 3600;
/** Where nothing changes, a word every so many turns says that the process lives. */
const quietTurns = 5;

/**
 * Keeps what this process does in the run's folder, for `deno task watch`. Files are written while
 * the model's thread computes; one that cannot be written costs the run nothing.
 */
export async function announce(
  folder: string,
  { command, profile, shard, cells, signal, onUnheard, everySeconds = 1 }: AnnounceOptions,
): Promise<Announcement> {
  const place = atWorkFolder(folder);
  const own = cells.map((cell) => {
    return { ...cell, likelySeconds: cell.likelySeconds / (shard?.of ?? 1) };
  });
  const id = [hostname().replace(/[^\w.-]/g, "-"), Deno.pid].join("-");
  const planned: PlannedEvent[] = [];
  let now: AtWork = {
    host: hostname(),
    processId: Deno.pid,
    command,
    profile,
    shard: shard === undefined ? null : `${shard.at}/${shard.of}`,
    startedAt: isoNow(),
    beat: 0,
    model: null,
    engine: null,
    doing: "Getting ready",
    stepMilliseconds: null,
    running: [],
    job: null,
    budgetSecondsLeft: null,
    coming: coming(own, planned),
    ended: null,
  };
  let done = false;
  let heard = true;
  let writing: Promise<void> = Promise.resolve();
  let unwritten = 0;
  const write = (work: () => Promise<void>) => {
    unwritten += 1;
    writing = writing.then(async () => {
      if (heard) await work();
    }).catch((error) => {
      heard = false;
      onUnheard?.(
        `Cannot say what this run does, "deno task watch" shows what is stored alone: ${error.message}`,
      );
    }).finally(() => unwritten -= 1);
    return writing;
  };
  let budgetToldAt = milliseconds();
  const say = () => {
    now = { ...now, beat: now.beat + 1 };
    const gone = (milliseconds() - budgetToldAt) / 1000;
    const left = now.budgetSecondsLeft;
    const atWork = { ...now, budgetSecondsLeft: left === null ? null : left - gone };
    return write(() => writeAtWork(place, { id, atWork }));
  };
  await write(async () => {
    await Deno.mkdir(place, { recursive: true });
    await forget(place, { id, now });
    await writeAtWork(place, { id, atWork: now });
  });
  let said = now;
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
    // A slow file system is asked for one thing at a time.
    if (unwritten > 0 || now === said && turns % quietTurns !== 0) return;
    void say();
    said = now;
  }, everySeconds * 1000);
  // What is said holds no process up.
  Deno.unrefTimer(timer);
  return {
    hear(event) {
      if (event.kind === "group") budgetToldAt = milliseconds();
      if (event.kind === "planned") {
        planned.push(event);
        const jobs = plannedJobs(planned, own);
        // Of a shard, a model may have no job.
        const [first] = planned.flatMap(({ jobs }) => jobs);
        const codeSha256 = first?.job.codeSha256 ?? null;
        void write(() =>
          writeAtWork(place, { id, planned: { codeSha256, card: event.card, jobs } })
        );
        now = { ...now, model: event.model, coming: coming(own, planned) };
      } else now = { ...now, ...changeBy(event) };
    },
    ranThrough() {
      now = { ...now, ...idle, doing: "Writing the report" };
      done = true;
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      const ended = done ? "done" : signal?.aborted ? "stopped" : "failed";
      const doing = { done: "Done", stopped: "Stopped", failed: "Failed" }[ended];
      now = { ...now, ...idle, doing, ended };
      await say();
    },
  };
}

const idle = { running: [], job: null, stepMilliseconds: null, budgetSecondsLeft: null } as const;

/** What an event changes of what a process says. */
function changeBy(event: RunEvent): Partial<AtWork> {
  switch (event.kind) {
    case "gather":
      return {
        ...idle,
        model: event.model,
        doing: `Collecting texts for ${event.model}: ${event.at + 1} of ${event.of}`,
      };
    case "group": {
      const { budgetSecondsLeft, title } = event;
      return {
        ...idle,
        doing: `${title}: compiling and packing weights`,
        budgetSecondsLeft: Number.isFinite(budgetSecondsLeft) ? budgetSecondsLeft : null,
      };
    }
    case "session": {
      const [{ job }] = event.group.fits;
      return { doing: event.group.title, engine: engineOf(job), ...progressBy(event.event) };
    }
    case "experiment":
      return {
        ...idle,
        doing: `Job ${event.at + 1} of ${event.of} beyond fits: ${event.title}`,
        job: { kind: event.title, share: Math.min(1, Math.max(0, event.share)) },
      };
    case "timing":
      return {
        ...idle,
        doing: `Timing texts of ${event.tokens} tokens: ${event.at + 1} of ${event.of}`,
        job: { kind: "throughput", share: event.at / event.of },
      };
    default:
      return {};
  }
}

function progressBy(event: SessionEvent): Partial<AtWork> {
  if (event.kind !== "step") return {};
  return {
    stepMilliseconds: event.elapsedMilliseconds,
    running: event.slots.map(({ id, steps, accuracy, lossNats }) => {
      const loss = Number.isFinite(lossNats) ? lossNats : null;
      return { key: id, steps, accuracy, lossNats: loss };
    }),
  };
}

function engineOf({ engine: { engine, device, threads, batch } }: Job): string {
  return `${engine} on ${device}, ${threads} ${threads === 1 ? "thread" : "threads"}, ` +
    `${batch} at a time`;
}

function coming(
  cells: readonly CellEstimate[],
  planned: readonly PlannedEvent[],
): AtWork["coming"] {
  const left = cells.filter(({ model }) => planned.every((event) => event.model !== model));
  return [...Map.groupBy(left, ({ model }) => model)].map(([model, own]) => {
    return { model, seconds: total(own) };
  });
}

function total(cells: readonly CellEstimate[]): number {
  return cells.reduce((sum, { likelySeconds }) => sum + likelySeconds, 0);
}

/** Cells count fits that several entries share in each, so seconds are shared out among the jobs. */
function plannedJobs(
  planned: readonly PlannedEvent[],
  cells: readonly CellEstimate[],
): PlannedJob[] {
  const jobs = planned.flatMap((event) => event.jobs);
  const secondsOfCells = Map.groupBy(cells, cellName);
  const jobsOfCells = Map.groupBy(jobs, ({ job }) => jobName(job));
  return jobs.map(({ key, job }) => {
    const name = jobName(job);
    const seconds = total(secondsOfCells.get(name) ?? []);
    return {
      key,
      kind: job.kind,
      model: job.model.id,
      likelySeconds: seconds / jobsOfCells.get(name)!.length,
      fit: job.kind === "fit" ? fitName(job) : null,
    };
  });
}

function cellName({ model, kind, recipe, tokens, arrangement }: CellEstimate): string {
  return JSON.stringify(
    kind === "fit" ? [model, kind, recipe, tokens, arrangement] : [model, kind],
  );
}

function jobName(job: Job): string {
  const { model: { id }, kind } = job;
  if (job.kind !== "fit") return JSON.stringify([id, kind]);
  return JSON.stringify([id, kind, job.recipe.name, job.tokens, job.arrangement]);
}

/**
 * Removes what processes before this one left: those of its own place that ended, those that died, and
 * files that no process finished. Age is told by the file system's clock, which stamps a new file as it
 * did the old ones.
 */
async function forget(
  place: string,
  { id, now: { host, shard } }: { readonly id: string; readonly now: AtWork },
): Promise<void> {
  const time = await fileSystemTime(place);
  const isOld = (modified: number) => time - modified > forgottenSeconds * 1000;
  const processes = Map.groupBy(await atWorkFiles(place), ({ id }) => id);
  for (const [other, files] of processes) {
    const said = await readAtWork(place, other);
    const before = said !== null && said.ended !== null && said.host === host &&
      said.shard === shard;
    // A plan is written once a model, and is older than what else its process says.
    const isDead = files.every(({ modified }) => isOld(modified));
    if (before || other === id || isDead) await removeAtWork(place, other);
  }
  for await (const { name } of Deno.readDir(place)) {
    const path = join(place, name);
    if (name.endsWith(".tmp") && isOld(await modifiedAt(path))) {
      await Deno.remove(path).catch(absent);
    }
  }
}

/** Milliseconds; of a file that is gone meanwhile, now and ever. */
async function modifiedAt(path: string): Promise<number> {
  return (await Deno.stat(path).catch(absent))?.mtime?.getTime() ?? Infinity;
}
