import { absent } from "../records/kept_files.ts";

/**
 * Keys that a folder of files `KEY.json` got since the last call, and those of `again` that it has;
 * the first call gives all. The folder is listed only where its own time of change says that something
 * came or went: ten thousand files that lie still cost one look at their folder.
 */
export function newNames(
  folder: string,
  ending: string,
): (again: Iterable<string>) => Promise<string[]> {
  const known = new Set<string>();
  const changed = folderChanges(folder);
  return async (again) => {
    if (!await changed()) return [];
    for (const key of again) known.delete(key);
    const found: string[] = [];
    for (const name of await namesIn(folder)) {
      if (!name.endsWith(ending)) continue;
      const key = name.slice(0, -ending.length);
      if (known.has(key)) continue;
      known.add(key);
      found.push(key);
    }
    return found;
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
    if (info === null) return false;
    // Without such a time every look is worth one.
    const time = info.mtime?.getTime() ?? NaN;
    const differs = time !== before;
    const due = differs || again;
    again = differs;
    before = time;
    return due;
  };
}

async function namesIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name } of Deno.readDir(folder)) names.push(name);
  } catch (error) {
    absent(error);
  }
  return names;
}
