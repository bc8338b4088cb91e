import { join } from "node:path";
import { writeFileAtomic } from "../fixtures/mod.ts";
import { sha256 } from "../records/canonical.ts";
import { keptPath } from "../records/kept_files.ts";
import { openStore, type RunStore } from "../records/store.ts";
import { checkStore } from "../records/store_care/check_store.ts";
import type { QueueDatabase } from "./database.ts";

/** What was copied from a queue's results into a store. */
export interface Collected {
  readonly added: number;
  /** In the store already. */
  readonly there: number;
  /** Results that are not what was written. They are taken out, so that their jobs can run anew. */
  readonly harmed: readonly { readonly key: string; readonly fault: string }[];
}

interface Row {
  readonly key: string;
  readonly record: string;
  readonly solution: Uint8Array | null;
  readonly sha: string | null;
}

/** Results in memory at a time. */
const atOnce = 100;

/**
 * Copies results, of all or of some jobs, into the store in `folder` that it lacks, each checked as
 * the store checks its own files. What the store has stays.
 */
export async function collect(
  database: QueueDatabase,
  { folder, keys }: { readonly folder: string; readonly keys?: readonly string[] },
): Promise<Collected> {
  const store = await openStore(folder);
  const all = await database.rows<{ key: string }>(
    `select key from onepass.results where $1::text[] is null or key = any($1) order by key`,
    [keys ?? null],
  );
  const missing = await missingIn(store, all.map(({ key }) => key));
  const harmed: { key: string; fault: string }[] = [];
  let added = 0;
  for (let at = 0; at < missing.length; at += atOnce) {
    const rows = await database.rows<Row>(
      `select key, record, solution, solution_sha256 as sha from onepass.results
       where key = any($1)`,
      [missing.slice(at, at + atOnce)],
    );
    const faults = await faultsOf(rows, folder);
    for (const row of rows) {
      const fault = faults.get(row.key);
      if (fault === undefined) {
        await writeResult(row, folder);
        added++;
      } else {
        harmed.push({ key: row.key, fault });
        await database.rows(`delete from onepass.results where key = $1`, [row.key]);
      }
    }
  }
  return { added, harmed, there: all.length - missing.length };
}

async function missingIn(store: RunStore, keys: readonly string[]): Promise<string[]> {
  const missing: string[] = [];
  for (const key of keys) if (await store.get(key) === null) missing.push(key);
  return missing;
}

/** Writes a result as the files of a store: the record last, so that none is without its solution. */
export async function writeResult(
  { key, record, solution }: Pick<Row, "key" | "record" | "solution">,
  folder: string,
): Promise<void> {
  if (solution !== null) {
    await writeFileAtomic(keptPath(folder, { kind: "solutions", key }), solution);
  }
  await writeFileAtomic(keptPath(folder, { kind: "records", key }), record);
  await Deno.remove(keptPath(folder, { kind: "checkpoints", key })).catch(() => {});
}

/** What is wrong with each result, by key: as a store of their own they must be sound. */
async function faultsOf(rows: readonly Row[], folder: string): Promise<Map<string, string>> {
  const faults = new Map<string, string>();
  const scratch = join(folder, `import.${crypto.randomUUID()}.tmp`);
  try {
    await Deno.mkdir(scratch);
    for (const row of rows) {
      await writeResult(row, scratch);
      const { key, solution, sha } = row;
      if (solution !== null && sha256(solution) !== sha) {
        faults.set(key, "its solution is not what its sha256 was taken of");
      }
    }
    for (const { path, fault } of (await checkStore(scratch)).faults) {
      const row = rows.find(({ key }) => path.includes(key));
      if (row !== undefined && !faults.has(row.key)) faults.set(row.key, fault);
    }
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
  return faults;
}
