import { join } from "node:path";
import { type CheckpointProgress, readCheckpointProgress } from "../records/checkpoint.ts";
import { absent, keptPath } from "../records/kept_files.ts";
import { isoNow, milliseconds } from "../records/stopwatch.ts";
import { keysOf } from "../records/store_care/store_files.ts";
import { folderChanges } from "./_new_names.ts";

/** A fit that has a checkpoint. */
export interface HalfDone {
  readonly progress: CheckpointProgress;
  /** Until when somebody is taken to be at it, by the monotonic clock, milliseconds. */
  readonly freshUntil: number;
}

/** Fits write one every ten seconds. */
const freshMilliseconds = 30_000;

/** The checkpoints of a store, and which of them were not there at the last look. */
export interface Checkpoints {
  readonly byKey: ReadonlyMap<string, HalfDone>;
  readonly news: readonly CheckpointProgress[];
}

/** Looks at the checkpoints of a store; each call reads the headers of those that are new. */
export function halfDoneIn(store: string): () => Promise<Checkpoints> {
  const changed = folderChanges(join(store, "checkpoints"));
  const known = new Map<string, HalfDone & { readonly modified: number }>();
  return async () => {
    const news: CheckpointProgress[] = [];
    if (!await changed()) return { byKey: known, news };
    const there = new Set<string>();
    for (const key of await keysOf(store, "checkpoints")) {
      const path = keptPath(store, { kind: "checkpoints", key });
      const modified = (await Deno.stat(path).catch(absent))?.mtime?.getTime();
      if (modified === undefined) continue;
      there.add(key);
      const before = known.get(key);
      if (before?.modified === modified) continue;
      const progress = await readable(path);
      if (progress === null) continue;
      // Met for the first time it may be long left: then the file's own time has to say.
      const age = before === undefined ? Math.max(0, Date.parse(isoNow()) - modified) : 0;
      news.push(progress);
      known.set(key, {
        progress,
        modified,
        freshUntil: milliseconds() + freshMilliseconds - age,
      });
    }
    for (const key of known.keys()) if (!there.has(key)) known.delete(key);
    return { byKey: known, news };
  };
}

/** Null for one that was replaced or removed meanwhile, or that a run will take for absent. */
async function readable(path: string): Promise<CheckpointProgress | null> {
  try {
    return await readCheckpointProgress(path);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return null;
    if (error instanceof TypeError) return null;
    return absent(error);
  }
}
