import { dirname, join } from "node:path";
import { writeFileAtomic } from "../../fixtures/mod.ts";
import {
  absent,
  endings,
  type FileKind,
  type KeptFiles,
  keptFiles,
  keptPath,
} from "../kept_files.ts";
import { isOf } from "../measured.ts";
import { placeMatters, placeSays } from "../place_matters.ts";
import { withoutTimes } from "../without_times.ts";
import { checkStore } from "./check_store.ts";
import { type StoreFile, storeFiles } from "./store_files.ts";

/** What a merge came to. */
export interface Merged {
  readonly added: number;
  /** Same name, same bytes. */
  readonly alike: number;
  /** Harmed files of the other store, which were left where they are. */
  readonly harmed: readonly { readonly path: string; readonly fault: string }[];
}

/** A record comes after all that it rests on: cut off anywhere, what is there is whole. */
const order: readonly FileKind[] = ["texts", "solutions", "checkpoints", "records", "spent"];

/**
 * Copies another store's files into a store. A file that both have with the same bytes is passed
 * over; of checkpoints the one further on is kept, of time spent the longer. Any other two that
 * differ end the merge before the first file is written, with the reason where it is known.
 *
 * @throws RangeError naming both files
 */
export async function mergeStore(from: string, store: string): Promise<Merged> {
  const { faults } = await checkStore(from);
  const harmed = new Set(faults.map(({ path }) => path));
  const { files } = await storeFiles(from);
  const sound = files.filter(({ path }) => !harmed.has(path));
  const wanted: StoreFile[] = [];
  for (const file of sound) if (await isWanted(file, { from, store })) wanted.push(file);
  for (const kind of Object.keys(endings)) {
    await Deno.mkdir(join(store, kind), { recursive: true });
  }
  for (const kind of order) {
    for (const file of wanted.filter((one) => one.kind === kind)) {
      await writeFileAtomic(keptPath(store, file), await Deno.readFile(file.path));
    }
  }
  return { added: wanted.length, alike: sound.length - wanted.length, harmed: faults };
}

async function isWanted(
  { kind, key, path }: StoreFile,
  { from, store }: { readonly from: string; readonly store: string },
): Promise<boolean> {
  const own = keptPath(store, { kind, key });
  const [here, there] = [keptFiles(store), keptFiles(from)];
  if (kind === "checkpoints") {
    if (valueOf(await here.record(key)) !== null) return false;
    const steps = valueOf(await here.checkpoint(key))?.state.steps ?? -1;
    return (valueOf(await there.checkpoint(key))?.state.steps ?? -1) > steps;
  }
  if (kind === "spent") {
    const seconds = valueOf(await here.spent(key))?.seconds ?? -1;
    return (valueOf(await there.spent(key))?.seconds ?? -1) > seconds;
  }
  const had = await Deno.readFile(own).catch(absent);
  if (had === null) return true;
  const brought = await Deno.readFile(path);
  if (had.length === brought.length && had.every((byte, at) => byte === brought[at])) return false;
  const why = await whyApart({ kind, key }, { here, there });
  throw new RangeError(
    `Cannot merge "${path}" into "${own}": both are of key ${key} and their bytes differ; nothing ` +
      `was written, remove one of the two${
        why ?? `, or "deno task store verify ${dirname(dirname(own))}" where one may be harmed`
      }`,
  );
}

/** Goes on after "remove one of the two": which, or why they differ. Null where that is not known. */
async function whyApart(
  { kind, key }: Pick<StoreFile, "kind" | "key">,
  { here, there }: { readonly here: KeptFiles; readonly there: KeptFiles },
): Promise<string | null> {
  if (kind !== "records") return null;
  const kept = await here.record(key);
  if (kept !== null && "fault" in kept) return `: the latter is harmed, ${kept.fault}`;
  const [own, brought] = [valueOf(kept), valueOf(await there.record(key))];
  if (own === null || brought === null) return null;
  // The command says who asked, not what came of it.
  const [a, b] = [own, brought].map((record) => withoutTimes({ ...record, command: "" }));
  if (a === b) return ": they say the same but for times, so that either will do";
  if (!isOf(own, "fit") || !placeMatters(own.job)) return null;
  return `: both are sound, ${placeSays(own.job)}`;
}

function valueOf<T>(kept: { readonly value: T } | { readonly fault: string } | null): T | null {
  return kept !== null && "value" in kept ? kept.value : null;
}
