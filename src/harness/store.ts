import { join } from "node:path";
import { writeFileAtomic } from "../fixtures/mod.ts";
import { readCheckpoint, writeCheckpoint } from "./checkpoint.ts";
import type { JobRecord } from "./record.ts";
import type { Checkpoint } from "./session_messages.ts";
import { type Solution, writeSolution } from "./solution.ts";

/**
 * What a run has so far, one file a job, named by its key. Files are the truth; there is no index.
 *
 *     records/KEY.json   solutions/KEY.safetensors   checkpoints/KEY.safetensors
 */
export interface RunStore {
  get(key: string): Promise<JobRecord | null>;
  /** Writes a record whole or not at all, and drops the job's checkpoint. */
  put(record: JobRecord): Promise<void>;
  checkpoint(key: string): Promise<Checkpoint | null>;
  putCheckpoint(key: string, checkpoint: Checkpoint): Promise<void>;
  putSolution(key: string, solution: Solution): Promise<string>;
}

/** Opens the store in `folder`, which is made where it is missing. */
export async function openStore(folder: string): Promise<RunStore> {
  const at = (kind: string, key: string, ending: string) => join(folder, kind, `${key}.${ending}`);
  for (const kind of ["records", "solutions", "checkpoints"]) {
    await Deno.mkdir(join(folder, kind), { recursive: true });
  }
  return {
    async get(key) {
      const text = await Deno.readTextFile(at("records", key, "json")).catch(absent);
      if (text === null) return null;
      try {
        return JSON.parse(text) as JobRecord;
      } catch {
        // Whole files only are renamed into place, so this one was harmed from outside: measure anew.
        return null;
      }
    },
    async put(record) {
      await writeFileAtomic(at("records", record.key, "json"), JSON.stringify(record));
      await Deno.remove(at("checkpoints", record.key, "safetensors")).catch(absent);
    },
    checkpoint: (key) => readCheckpoint(at("checkpoints", key, "safetensors")),
    putCheckpoint: (key, checkpoint) =>
      writeCheckpoint(at("checkpoints", key, "safetensors"), checkpoint),
    async putSolution(key, solution) {
      await writeSolution(at("solutions", key, "safetensors"), solution);
      return join("store", "solutions", `${key}.safetensors`);
    },
  };
}

function absent(error: unknown): null {
  if (error instanceof Deno.errors.NotFound) return null;
  throw error;
}
