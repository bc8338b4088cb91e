import { type FileKind, keptFiles } from "../kept_files.ts";
import type { JobRecord } from "../record.ts";
import { storeFiles } from "./store_files.ts";

/** All that a store has of one job. */
export interface FoundKey {
  readonly key: string;
  readonly files: readonly {
    readonly kind: FileKind;
    readonly path: string;
    readonly bytes: number;
    /** Null for a sound one. */
    readonly fault: string | null;
  }[];
  /** Null where there is none, or a harmed one. */
  readonly record: JobRecord | null;
  /** Steps that an unfinished fit has taken, null where there is no checkpoint. */
  readonly checkpointSteps: number | null;
}

/**
 * What a store has under a key, of which the beginning is enough.
 *
 * @throws RangeError where no key begins so, or several do
 */
export async function findKey(prefix: string, store: string): Promise<FoundKey> {
  const { files } = await storeFiles(store);
  const keys = [...new Set(files.map(({ key }) => key))].filter((key) => key.startsWith(prefix));
  if (prefix === "" || keys.length === 0) {
    throw new RangeError(`Cannot show "${prefix}": no key in "${store}" begins so`);
  }
  const [key, other] = keys.sort();
  if (other !== undefined && key !== prefix) {
    throw new RangeError(
      `Cannot show "${prefix}": ${keys.length} keys begin so, ${key} and ${other}${
        keys.length > 2 ? " among them" : ""
      }; name more of one`,
    );
  }
  const kept = keptFiles(store);
  const readers = {
    records: kept.record,
    solutions: kept.solution,
    checkpoints: kept.checkpoint,
    texts: kept.text,
    spent: kept.spent,
  };
  const own = files.filter((file) => file.key === key);
  const read = await Promise.all(own.map(({ kind }) => readers[kind](key)));
  const [record, checkpoint] = [await kept.record(key), await kept.checkpoint(key)];
  return {
    key,
    files: own.map(({ kind, path, bytes }, at) => {
      const found = read[at];
      return { kind, path, bytes, fault: found !== null && "fault" in found ? found.fault : null };
    }),
    record: record !== null && "value" in record ? record.value : null,
    checkpointSteps: checkpoint !== null && "value" in checkpoint
      ? checkpoint.value.state.steps
      : null,
  };
}
