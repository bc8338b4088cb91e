import { type Kept, type KeptFiles, keptFiles, solutionFault } from "../kept_files.ts";
import { isOf } from "../measured.ts";
import type { JobRecord } from "../record.ts";
import { type StoreFile, storeFiles } from "./store_files.ts";

/** What each file of a store is worth. */
export interface StoreCheck {
  readonly files: number;
  readonly faults: readonly { readonly path: string; readonly fault: string }[];
  /** Sound records by the code that computed them: evidence of that version, whatever runs now. */
  readonly versions: readonly CodeVersion[];
}

export interface CodeVersion {
  readonly codeSha256: string;
  readonly records: number;
}

/**
 * Reads every file of a store and checks it against its own hash and shape, solutions against their
 * records too. Files are checked one by one: a store may be larger than memory.
 */
export async function checkStore(store: string): Promise<StoreCheck> {
  const { files, foreign } = await storeFiles(store);
  const kept = keptFiles(store);
  const faults = foreign.map((path) => ({ path, fault: "it is no file of a store" }));
  const records = new Map<string, number>();
  for (const file of files) {
    const found = await checkedFile(file, kept);
    // Removed since the folder was read.
    if (found === null) continue;
    if ("fault" in found) faults.push({ path: file.path, fault: found.fault });
    else if (file.kind === "records") {
      const { job } = found.value as JobRecord;
      records.set(job.codeSha256, (records.get(job.codeSha256) ?? 0) + 1);
    }
  }
  return { files: files.length, faults, versions: versionsOf(records) };
}

/** Versions, the one with most records first. */
export function versionsOf(records: ReadonlyMap<string, number>): CodeVersion[] {
  return [...records].map(([codeSha256, records]) => ({ codeSha256, records }))
    .sort((a, b) => b.records - a.records || (a.codeSha256 < b.codeSha256 ? -1 : 1));
}

async function checkedFile({ kind, key }: StoreFile, kept: KeptFiles): Promise<Kept<unknown>> {
  if (kind === "checkpoints") return await kept.checkpoint(key);
  if (kind === "texts") return await kept.text(key);
  if (kind === "spent") return await kept.spent(key);
  const record = await kept.record(key);
  const solution = await kept.solution(key);
  if (kind === "solutions") {
    if (solution === null || "fault" in solution || !isFit(record)) return solution;
    const fault = solutionFault(record.value, solution.value);
    return fault === null ? solution : { fault };
  }
  if (solution !== null || !isFit(record)) return record;
  return { fault: "its solution is missing, so that it counts as absent" };
}

function isFit(record: Kept<JobRecord>): record is {
  readonly value: JobRecord<"fit"> & {
    readonly outcome: "measured";
    readonly result: unknown;
  };
} {
  return record !== null && "value" in record && isOf(record.value, "fit") &&
    record.value.outcome === "measured";
}
