import { cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readRunData } from "./run_data.ts";
import type { JobRecord } from "./record.ts";
import { runFolders } from "./run_folders.ts";

/**
 * Records of reports in these folders that were made on a machine like this one: the same processor
 * and as many cores. A folder without a report gives none.
 */
export async function earlierRecords(folders: readonly string[]): Promise<JobRecord[]> {
  const out: JobRecord[] = [];
  for (const folder of folders) {
    try {
      const { records, environment } = await readRunData(folder);
      if (environment.cpu !== cpus()[0]?.model) continue;
      if (environment.cores !== navigator.hardwareConcurrency) continue;
      out.push(...records);
    } catch (error) {
      if (isAbsent(error) || error instanceof SyntaxError) continue;
      throw error;
    }
  }
  return out;
}

/** A path below a file is no more there than one that does not exist. */
function isAbsent(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory;
}

/** Folders of the runs that come with the project. */
export async function publishedReports(): Promise<string[]> {
  const reports = fileURLToPath(new URL("../../reports/", import.meta.url));
  try {
    return (await runFolders(reports)).map((name) => join(reports, name));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
