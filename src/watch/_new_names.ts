import { join } from "node:path";
import { absent, type FileKind } from "../records/kept_files.ts";
import { keysOf } from "../records/store_care/store_files.ts";

/** What became of the keys of a kind since the last look. */
export interface NameChanges {
  readonly come: readonly string[];
  readonly gone: readonly string[];
}

/**
 * Looks for keys of a store's files of a kind: those that came and went since the last look, and those
 * of `again` that it still has; the first look gives all. The folder is listed only where its own time
 * of change says that something came or went: ten thousand files that lie still cost one look at their
 * folder.
 */
export function nameChanges(
  store: string,
  kind: FileKind,
): (again: Iterable<string>) => Promise<NameChanges> {
  let known: ReadonlySet<string> = new Set();
  const changed = folderChanges(join(store, kind));
  return async (again) => {
    if (!await changed()) return { come: [], gone: [] };
    const there = new Set(await keysOf(store, kind));
    const come = there.difference(known).union(there.intersection(new Set(again)));
    const gone = known.difference(there);
    known = there;
    return { come: [...come], gone: [...gone] };
  };
}

/**
 * Whether files may have come to a folder, gone or been written anew by renaming since the last call.
 * A clock's tick may hold two changes of which only one was seen, so that a folder that changed is
 * looked into once more.
 */
export function folderChanges(folder: string): () => Promise<boolean> {
  let before: number | null = null;
  let again = false;
  return async () => {
    const info = await Deno.stat(folder).catch(absent);
    // A folder that is gone has a time of its own; without any, every look is worth one.
    const time = info === null ? -1 : info.mtime?.getTime() ?? NaN;
    const differs = time !== before;
    const due = differs || again;
    again = differs;
    before = time;
    return due;
  };
}
