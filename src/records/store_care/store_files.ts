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
  for (const name of await namesIn(store)) {
    const path = join(store, name);
    const info = await Deno.stat(path).catch(absent);
    if (info === null || kinds.some((kind) => kind === name)) continue;
    if (name.endsWith(".tmp")) unfinished.push({ path, modified: info.mtime });
    else foreign.push(path);
  }
  for (const kind of kinds) {
    for (const name of await namesIn(join(store, kind))) {
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

async function namesIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name } of Deno.readDir(folder)) names.push(name);
  } catch (error) {
    absent(error);
  }
  return names.sort();
}

async function isFolder(path: string): Promise<boolean> {
  return (await Deno.stat(path).catch(absent))?.isDirectory ?? false;
}
