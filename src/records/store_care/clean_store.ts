import { fileSystemTime } from "../file_system_time.ts";
import { absent } from "../kept_files.ts";
import { openStore } from "../store.ts";
import { type StoreFile, storeFiles } from "./store_files.ts";

/** A file that nobody reads any more. */
export interface Litter {
  readonly path: string;
  readonly why: string;
}

/** Younger than this, a file may be of a writer at work, here or on another machine. */
const usualRestSeconds = 3600;

/**
 * What a store could do without: checkpoints of fits that ended, solutions without a record, what
 * dead writers left. Never a record. Age is told by the store's own file system, whose clock is the
 * one that stamped the files: a machine's clock that is off, or goes back, makes nothing old.
 */
export async function litterIn(
  store: string,
  { restSeconds = usualRestSeconds }: {
    /** Default: an hour. */
    readonly restSeconds?: number;
  } = {},
): Promise<Litter[]> {
  const { get } = await openStore(store);
  const { files, unfinished } = await storeFiles(store);
  const now = await fileSystemTime(store);
  const rested = (modified: Date | null) =>
    modified !== null && now - modified.getTime() >= restSeconds * 1000;
  const recorded = new Set(
    files.filter(({ kind }) => kind === "records").map(({ key }) => key),
  );
  const litter: Litter[] = [];
  const add = (path: string, why: string) => litter.push({ path, why });
  for (const { kind, key, path } of files) {
    // A harmed record does not end a fit: its checkpoint is what the fit goes on from.
    if (kind === "checkpoints" && await get(key) !== null) add(path, "its fit has ended");
    if (kind !== "solutions" || recorded.has(key)) continue;
    // A solution is written just before its record.
    if (rested(await modifiedAt(path))) add(path, "no record is of it");
  }
  for (const { path, modified } of unfinished) {
    if (rested(modified)) add(path, "its writer ended before it was whole");
  }
  return litter;
}

/** Removes files; one that is gone already is no error. */
export async function removeLitter(litter: readonly Litter[]): Promise<void> {
  for (const { path } of litter) await Deno.remove(path, { recursive: true }).catch(absent);
}

async function modifiedAt(path: StoreFile["path"]): Promise<Date | null> {
  return (await Deno.stat(path).catch(absent))?.mtime ?? null;
}
