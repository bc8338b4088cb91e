import { join } from "node:path";
import { type Unzipped, unzipSync, type Zippable, zipSync } from "fflate";
import { writeFileAtomic } from "../../fixtures/mod.ts";
import { endings } from "../kept_files.ts";
import { checkStore } from "./check_store.ts";
import { type Merged, mergeStore } from "./merge_store.ts";
import { storeFiles } from "./store_files.ts";

/** Zips as they are written here have 16 bits for the number of files, and 32 for their places. */
const most = { files: 65_535, bytes: 2 ** 31 };

/** A store as one zip: every sound file of it, whose bytes depend on those files alone. */
export async function packStore(
  store: string,
): Promise<{ readonly bytes: Uint8Array; readonly files: number; readonly left: string[] }> {
  const { faults } = await checkStore(store);
  const harmed = new Set(faults.map(({ path }) => path));
  const files = (await storeFiles(store)).files.filter(({ path }) => !harmed.has(path));
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (files.length > most.files || total > most.bytes) {
    throw new RangeError(
      `Cannot export "${store}": ${files.length} files of ${total} bytes are more than a zip takes, ` +
        `want at most ${most.files} and ${most.bytes}; copy the folder and import that`,
    );
  }
  const content: Zippable = {};
  for (const { kind, key, path } of files) {
    content[`${kind}/${key}.${endings[kind]}`] = await Deno.readFile(path);
  }
  // In local time, as zips have theirs: the same fields everywhere.
  const bytes = zipSync(content, { level: 6, mtime: new Date(1980, 0, 1) });
  return { bytes, files: files.length, left: faults.map(({ path }) => path) };
}

/**
 * Merges an exported store into a store. It is unpacked beside the store's files first, and taken
 * over from there: what ends on the way leaves a folder that "store gc" removes.
 *
 * @throws SyntaxError where the file is no such zip, or is harmed
 */
export async function unpackInto(bytes: Uint8Array, store: string): Promise<Merged> {
  const wrong = (what: string) => new SyntaxError(`Cannot import this file: ${what}`);
  let files: Unzipped;
  try {
    files = unzipSync(bytes);
  } catch {
    throw wrong("it is no zip, or a harmed one");
  }
  const odd = Object.keys(files).find((name) => !isStoreName(name));
  if (odd !== undefined) throw wrong(`it holds ${JSON.stringify(odd)}, which no store has`);
  const folder = join(store, `import.${crypto.randomUUID()}.tmp`);
  try {
    for (const [name, content] of Object.entries(files)) {
      await writeFileAtomic(join(folder, name), content);
    }
    return await mergeStore(folder, store);
  } finally {
    await Deno.remove(folder, { recursive: true }).catch(() => {});
  }
}

/** Nothing else is unpacked: a name could lead out of the folder. */
function isStoreName(name: string): boolean {
  const [, kind, ending] = /^(\w+)\/[\w-]+\.(\w+)$/.exec(name) ?? [];
  return Object.entries(endings).some(([known, own]) => kind === known && ending === own);
}
