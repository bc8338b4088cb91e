import { join } from "node:path";
import { writeFileAtomic } from "../fixtures/mod.ts";
import {
  amount,
  count,
  type DataShape,
  fields,
  listOf,
  nullOr,
  number,
  oneOf,
  share,
  text,
} from "./data_shape.ts";
import { absent } from "./kept_files.ts";
import type { FitJob } from "./record.ts";

/**
 * What processes at work on a run say of themselves, two files each beside the run's store. Nothing
 * of a result rests on them: they are for whoever watches, and a run without them is as good.
 *
 *     at-work/ID.json        AtWork: rewritten every second or so
 *     at-work/ID.jobs.json   PlannedJobs: rewritten once a model's jobs are planned
 *
 * @module
 */

/** A process that works on a run, as it was when it last said so. */
export interface AtWork {
  readonly host: string;
  readonly processId: number;
  readonly command: string;
  readonly profile: string;
  /** "2/8"; null where it does all jobs. */
  readonly shard: string | null;
  /** ISO 8601, by its own clock. */
  readonly startedAt: string;
  /** Grows by one each time this is written: how others tell that it lives, whatever their clocks. */
  readonly beat: number;
  /** Id of the model at work; null before the first. */
  readonly model: string | null;
  /** "onnxruntime on cpu, 2 threads, batch 8"; null before the first job. */
  readonly engine: string | null;
  /** What it does now, in words. */
  readonly doing: string;
  /** Of its latest engine calls, all B slots; null where no fit runs. */
  readonly stepMilliseconds: number | null;
  readonly running: readonly RunningFit[];
  /** The job that is no fit and runs now. */
  readonly job: { readonly kind: string; readonly share: number } | null;
  /** Until its budget is spent; null where it has no end. */
  readonly budgetSecondsLeft: number | null;
  /** Models whose jobs are not planned yet, with the plan's estimate. */
  readonly coming: readonly { readonly model: string; readonly seconds: number }[];
  readonly ended: "done" | "stopped" | "failed" | null;
}

/** A fit in a slot, after its latest step. */
export interface RunningFit {
  readonly key: string;
  /** Over all its starts. */
  readonly steps: number;
  /** Share of right tokens, 0…1. */
  readonly accuracy: number;
  /** Mean cross-entropy over the N positions, nats; null where it is no number. */
  readonly lossNats: number | null;
}

/** The jobs a process means to do, or finds done. */
export interface PlannedJobs {
  readonly codeSha256: string | null;
  readonly card: string | null;
  readonly jobs: readonly PlannedJob[];
}

/** A job as far as a reader wants to know it. */
export interface PlannedJob {
  readonly key: string;
  readonly kind: string;
  readonly model: string;
  /** What it takes by the plan's estimate. */
  readonly likelySeconds: number;
  /** Of a fit: what it fits, and how. */
  readonly fit: FitName | null;
}

/** What tells a fit from others at a glance. */
export interface FitName {
  readonly recipe: string;
  readonly arrangement: string;
  readonly tokens: number;
  readonly text: string;
  readonly seed: number;
  readonly maxSteps: number;
}

export function fitName({ recipe, arrangement, tokens, text, seed }: FitJob): FitName {
  const { name, maxSteps } = recipe;
  return { recipe: name, arrangement, tokens, text: text.id, seed, maxSteps };
}

const atWorkShape = fields({
  host: text,
  processId: count,
  command: text,
  profile: text,
  shard: nullOr(text),
  startedAt: text,
  beat: count,
  model: nullOr(text),
  engine: nullOr(text),
  doing: text,
  stepMilliseconds: nullOr(amount),
  running: listOf(fields({
    key: text,
    steps: count,
    accuracy: share,
    lossNats: nullOr(number),
  })),
  job: nullOr(fields({ kind: text, share })),
  budgetSecondsLeft: nullOr(number),
  coming: listOf(fields({ model: text, seconds: amount })),
  ended: oneOf("done", "stopped", "failed", null),
});

const plannedShape = fields({
  codeSha256: nullOr(text),
  card: nullOr(text),
  jobs: listOf(fields({
    key: text,
    kind: text,
    model: text,
    likelySeconds: amount,
    fit: nullOr(fields({
      recipe: text,
      arrangement: text,
      tokens: count,
      text,
      seed: count,
      maxSteps: count,
    })),
  })),
});

/** Where the processes at work on the run in `folder` say so. */
export function atWorkFolder(folder: string): string {
  return join(folder, "at-work");
}

const endings = { atWork: ".json", planned: ".jobs.json" } as const;

/** Writes one of the two files of process `id`, whole or not at all. */
export async function writeAtWork(
  folder: string,
  { id, ...file }:
    & { readonly id: string }
    & (
      | { readonly atWork: AtWork }
      | { readonly planned: PlannedJobs }
    ),
): Promise<void> {
  const [kind, value] = "atWork" in file
    ? ["atWork" as const, file.atWork]
    : ["planned" as const, file.planned];
  await writeFileAtomic(join(folder, id + endings[kind]), JSON.stringify(value));
}

/** What a process says of itself; null where it says nothing, or what nobody can read. */
export function readAtWork(folder: string, id: string): Promise<AtWork | null> {
  return readShaped(join(folder, id + endings.atWork), atWorkShape);
}

/** The jobs a process means to do; null where it has not said. */
export function readPlannedJobs(folder: string, id: string): Promise<PlannedJobs | null> {
  return readShaped(join(folder, id + endings.planned), plannedShape);
}

/** A file of those two that is there. */
export interface AtWorkFile {
  readonly id: string;
  readonly kind: keyof typeof endings;
  /** By the file system's clock, milliseconds. */
  readonly modified: number;
}

/** The files of all processes, of which none is read. */
export async function atWorkFiles(folder: string): Promise<AtWorkFile[]> {
  const found: AtWorkFile[] = [];
  try {
    for await (const { name } of Deno.readDir(folder)) {
      const kind = name.endsWith(endings.planned) ? "planned" : "atWork";
      if (!name.endsWith(endings[kind])) continue;
      const info = await Deno.stat(join(folder, name)).catch(absent);
      if (info === null) continue;
      const id = name.slice(0, -endings[kind].length);
      found.push({ id, kind, modified: info.mtime?.getTime() ?? 0 });
    }
  } catch (error) {
    absent(error);
  }
  return found.sort((a, b) => a.id < b.id ? -1 : 1);
}

/** Takes away what a process said. */
export async function removeAtWork(folder: string, id: string): Promise<void> {
  for (const ending of Object.values(endings)) {
    await Deno.remove(join(folder, id + ending)).catch(absent);
  }
}

async function readShaped<T>(path: string, shape: DataShape): Promise<T | null> {
  const content = await Deno.readTextFile(path).catch(absent);
  if (content === null) return null;
  try {
    const value = JSON.parse(content);
    return shape(value, "") === null ? value : null;
  } catch {
    return null;
  }
}
