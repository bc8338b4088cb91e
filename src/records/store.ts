import { join } from "node:path";
import { writeFileAtomic } from "../fixtures/mod.ts";
import { keyOf } from "./canonical.ts";
import type { GeneratedText } from "../text/mod.ts";
import { type Checkpoint, readCheckpoint, writeCheckpoint } from "./checkpoint.ts";
import type { JobRecord } from "./record.ts";
import { type Solution, writeSolution } from "./solution.ts";

/**
 * What a run has so far, one file a job, named by its key. Files are the truth; there is no index.
 *
 *     records/KEY.json   texts/KEY.json   solutions/KEY.safetensors   checkpoints/KEY.safetensors   spent/PLAN.json
 */
export interface RunStore {
  /** Null where there is none, or one that was harmed: that job is measured anew. */
  get(key: string): Promise<JobRecord | null>;
  /** Writes a record whole or not at all, and drops the job's checkpoint. */
  put(record: JobRecord): Promise<void>;
  checkpoint(key: string): Promise<Checkpoint | null>;
  putCheckpoint(key: string, checkpoint: Checkpoint): Promise<void>;
  /** A text a model has written, kept so that it is written once. */
  text(key: string): Promise<GeneratedText | null>;
  putText(key: string, text: GeneratedText): Promise<void>;
  putSolution(key: string, solution: Solution): Promise<string>;
  /** Wall time that earlier runs have spent on a plan, seconds. */
  spentSeconds(plan: string): Promise<number>;
  putSpentSeconds(plan: string, seconds: number): Promise<void>;
}

/** Opens the store in `folder`, which is made where it is missing. */
export async function openStore(folder: string): Promise<RunStore> {
  const at = (kind: string, key: string, ending: string) => join(folder, kind, `${key}.${ending}`);
  for (const kind of ["records", "solutions", "checkpoints", "texts"]) {
    await Deno.mkdir(join(folder, kind), { recursive: true });
  }
  const hasSolution = (key: string) =>
    Deno.stat(at("solutions", key, "safetensors")).then(() => true, absent);
  return {
    async get(key) {
      const record = parsed(await Deno.readTextFile(at("records", key, "json")).catch(absent));
      if (!isRecordOf(key, record)) return null;
      const wantsSolution = record.job.kind === "fit" && record.outcome === "measured";
      return wantsSolution && !await hasSolution(key) ? null : record;
    },
    async text(key) {
      const text = await Deno.readTextFile(at("texts", key, "json")).catch(absent);
      return parsed(text) as GeneratedText | null;
    },
    putText: (key, text) => writeFileAtomic(at("texts", key, "json"), JSON.stringify(text)),
    async put(record) {
      await writeFileAtomic(at("records", record.key, "json"), JSON.stringify(record));
      await Deno.remove(at("checkpoints", record.key, "safetensors")).catch(absent);
    },
    async checkpoint(key) {
      const checkpoint = await readCheckpoint(at("checkpoints", key, "safetensors"));
      return checkpoint?.id === key ? checkpoint : null;
    },
    putCheckpoint: (key, checkpoint) =>
      writeCheckpoint(at("checkpoints", key, "safetensors"), checkpoint),
    async putSolution(key, solution) {
      await writeSolution(at("solutions", key, "safetensors"), solution);
      return join("store", "solutions", `${key}.safetensors`);
    },
    async spentSeconds(plan) {
      const spent = parsed(await Deno.readTextFile(at("spent", plan, "json")).catch(absent));
      const { seconds } = (spent ?? {}) as { seconds?: unknown };
      return typeof seconds === "number" ? seconds : 0;
    },
    putSpentSeconds: (plan, seconds) =>
      writeFileAtomic(at("spent", plan, "json"), JSON.stringify({ seconds })),
  };
}

/** Null for what is no JSON: whole files only are renamed into place, so it was harmed since. */
function parsed(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isRecordOf(key: string, value: unknown): value is JobRecord {
  if (typeof value !== "object" || value === null) return false;
  const { key: named, job, outcome } = value as Partial<JobRecord>;
  return named === key && typeof job === "object" && keyOf(job) === key &&
    ["measured", "wrong", "not run"].includes(outcome ?? "");
}

function absent(error: unknown): null {
  if (error instanceof Deno.errors.NotFound) return null;
  throw error;
}
