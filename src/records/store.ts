import { join } from "node:path";
import { mustTakeFiles, writeFileAtomic } from "../fixtures/mod.ts";
import type { GeneratedText } from "../text/mod.ts";
import { type Checkpoint, writeCheckpoint } from "./checkpoint.ts";
import {
  absent,
  type FileKind,
  type Kept,
  keptFiles,
  keptPath,
  recordText,
  solutionFault,
} from "./kept_files.ts";
import type { FitResult, JobRecord } from "./record.ts";
import { readSolution, type Solution, writeSolution } from "./solution.ts";

/**
 * What a run has so far, one file a job, named by its key. Files are the truth; there is no index.
 * Whole files only are renamed into place, so what a file has wrong came from outside: it counts as
 * absent, and what it held is measured anew.
 *
 *     records/KEY.json   texts/KEY.json   solutions/KEY.safetensors   checkpoints/KEY.safetensors   spent/PLAN.json
 */
export interface RunStore {
  /** Null where there is none, or one that was harmed, or whose solution was. */
  get(key: string): Promise<JobRecord | null>;
  /** Writes a record whole or not at all, and drops the job's checkpoint. */
  put(record: JobRecord): Promise<void>;
  checkpoint(key: string): Promise<Checkpoint | null>;
  putCheckpoint(key: string, checkpoint: Checkpoint): Promise<void>;
  /** A text a model has written, kept so that it is written once. */
  text(key: string): Promise<GeneratedText | null>;
  putText(key: string, text: GeneratedText): Promise<void>;
  putSolution(
    key: string,
    solution: Solution,
  ): Promise<Required<Pick<FitResult, "solutionFile" | "solutionSha256">>>;
  /** The solution of a fit that was measured. */
  solution(key: string): Promise<Solution>;
  /** Wall time that earlier runs have spent on a plan, seconds. */
  spentSeconds(plan: string): Promise<number>;
  putSpentSeconds(plan: string, seconds: number): Promise<void>;
}

export interface StoreOptions {
  /** Told once of every file that counts as absent: which it is, and what is wrong with it. */
  readonly onHarmed?: (line: string) => void;
}

/**
 * Opens the store in `folder`, which is made where it is missing.
 *
 * @throws Error where files cannot be written there
 */
export async function openStore(
  folder: string,
  { onHarmed = () => {} }: StoreOptions = {},
): Promise<RunStore> {
  const at = (kind: FileKind, key: string) => keptPath(folder, { kind, key });
  await mustTakeFiles(folder, {
    what: "the store",
    cure: "ONEPASS_CACHE names another cache, --out another folder of a run",
  });
  for (const kind of ["records", "solutions", "checkpoints", "texts"]) {
    await Deno.mkdir(join(folder, kind), { recursive: true });
  }
  const kept = keptFiles(folder);
  const told = new Set<string>();
  const harmed = (path: string, fault: string) => {
    if (!told.has(path)) onHarmed(`Taken for absent: ${path}: ${fault}`);
    told.add(path);
    return null;
  };
  /** What a file holds, null where there is none or a harmed one. */
  const sound = <T>(file: Kept<T>, path: string): T | null => {
    if (file === null) return null;
    return "value" in file ? file.value : harmed(path, file.fault);
  };
  return {
    async get(key) {
      const record = sound(await kept.record(key), at("records", key));
      if (record?.job.kind !== "fit" || record.outcome !== "measured") return record;
      const solutionPath = at("solutions", key);
      const solution = sound(await kept.solution(key), solutionPath);
      if (solution === null) return null;
      const fault = solutionFault(record, solution);
      return fault === null ? record : harmed(solutionPath, fault);
    },
    text: async (key) => sound(await kept.text(key), at("texts", key)),
    putText: (key, text) => writeFileAtomic(at("texts", key), JSON.stringify(text)),
    async put(record) {
      await writeFileAtomic(at("records", record.key), recordText(record));
      await Deno.remove(at("checkpoints", record.key)).catch(absent);
    },
    checkpoint: async (key) => sound(await kept.checkpoint(key), at("checkpoints", key)),
    putCheckpoint: (key, checkpoint) => writeCheckpoint(at("checkpoints", key), checkpoint),
    async putSolution(key, solution) {
      const solutionSha256 = await writeSolution(at("solutions", key), solution);
      return { solutionFile: join("store", "solutions", `${key}.safetensors`), solutionSha256 };
    },
    solution: (key) => readSolution(at("solutions", key)),
    spentSeconds: async (plan) => sound(await kept.spent(plan), at("spent", plan))?.seconds ?? 0,
    putSpentSeconds: (plan, seconds) =>
      writeFileAtomic(at("spent", plan), JSON.stringify({ seconds })),
  };
}
