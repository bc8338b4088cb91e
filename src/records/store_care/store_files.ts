import { join } from "node:path";
import { absent, endings, type FileKind } from "../kept_files.ts";

/** A file of a store. */
export interface StoreFile {
  readonly kind: FileKind;
  readonly key: string;
  readonly path: string;
  readonly bytes: number;
}

/** What lies in a store's folders, in the order of kinds and keys. */
export interface StoreFiles {
  readonly files: readonly StoreFile[];
  /** What a writer leaves that ended before its file had its name; also of imports. */
  readonly unfinished: readonly { readonly path: string; readonly modified: Date | null }[];
  /** What is none of the store's, by path. */
  readonly foreign: readonly string[];
}

const kinds = Object.keys(endings) as FileKind[];

/**
 * Where a run's store lies: in `folder`, or in its folder "store".
 *
 * @throws RangeError where there is none
 */
export async function storeIn(folder: string): Promise<string> {
  for (const path of [join(folder, "store"), folder]) {
    if (await isFolder(join(path, "records"))) return path;
  }
  throw new RangeError(
    `Cannot find a run store in "${folder}": it has neither records nor store/records; name the ` +
      `folder that a command wrote with --out, or its store`,
  );
}

/** Lists a store; reads no file. */
export async function storeFiles(store: string): Promise<StoreFiles> {
  const files: StoreFile[] = [];
  const unfinished: { path: string; modified: Date | null }[] = [];
  const foreign: string[] = [];
  for (const { name } of await entriesIn(store)) {
    const path = join(store, name);
    const info = await Deno.stat(path).catch(absent);
    if (info === null || kinds.some((kind) => kind === name)) continue;
    if (name.endsWith(".tmp")) unfinished.push({ path, modified: info.mtime });
    else foreign.push(path);
  }
  for (const kind of kinds) {
    for (const { name } of await entriesIn(join(store, kind))) {
      const path = join(store, kind, name);
      const info = await Deno.stat(path).catch(absent);
      // Renamed or removed since the folder was read.
      if (info === null) continue;
      const ending = `.${endings[kind]}`;
      if (name.endsWith(".tmp")) unfinished.push({ path, modified: info.mtime });
      else if (!info.isFile || !name.endsWith(ending)) foreign.push(path);
      else files.push({ kind, key: name.slice(0, -ending.length), path, bytes: info.size });
    }
  }
  return { files, unfinished, foreign };
}

/** Keys of a store's files of a kind, by the folder's listing alone: no file is looked at. */
export async function keysOf(store: string, kind: FileKind): Promise<string[]> {
  const ending = `.${endings[kind]}`;
  return (await entriesIn(join(store, kind)))
    .filter(({ name, isDirectory }) => name.endsWith(ending) && !isDirectory)
    .map(({ name }) => name.slice(0, -ending.length));
}

/** By name; none where the folder is not there. */
async function entriesIn(folder: string): Promise<Deno.DirEntry[]> {
  const entries: Deno.DirEntry[] = [];
  try {
    for await (const entry of Deno.readDir(folder)) entries.push(entry);
  } catch (error) {
    absent(error);
  }
  return entries.sort((a, b) => a.name < b.name ? -1 : 1);
}

async function isFolder(path: string): Promise<boolean> {
  return (await Deno.stat(path).catch(absent))?.isDirectory ?? false;
}
