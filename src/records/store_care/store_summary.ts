import { endings, type FileKind, keptFiles } from "../kept_files.ts";
import { type CodeVersion, versionsOf } from "./check_store.ts";
import { storeFiles } from "./store_files.ts";

/** A store in a few numbers. */
export interface StoreSummary {
  readonly folders: readonly {
    readonly kind: FileKind;
    readonly files: number;
    readonly bytes: number;
  }[];
  /** Sound records by kind of job and outcome. */
  readonly jobs: readonly {
    readonly kind: string;
    readonly outcome: string;
    readonly records: number;
  }[];
  /** Sound records by the code that computed them. */
  readonly versions: readonly CodeVersion[];
  /** Records that count as absent. */
  readonly harmed: number;
  /** Temporary files, of writers at work or dead. */
  readonly unfinished: number;
}

/** Counts what a store has; of its files it reads the records alone. */
export async function storeSummary(store: string): Promise<StoreSummary> {
  const { files, unfinished } = await storeFiles(store);
  const kept = keptFiles(store);
  const [jobs, versions] = [new Map<string, number>(), new Map<string, number>()];
  const add = (to: Map<string, number>, name: string) => to.set(name, (to.get(name) ?? 0) + 1);
  let harmed = 0;
  for (const { kind, key } of files) {
    if (kind !== "records") continue;
    const record = await kept.record(key);
    if (record === null) continue;
    if ("fault" in record) {
      harmed++;
      continue;
    }
    add(jobs, JSON.stringify([record.value.job.kind, record.value.outcome]));
    add(versions, record.value.job.codeSha256);
  }
  return {
    folders: (Object.keys(endings) as FileKind[]).map((kind) => {
      const own = files.filter((file) => file.kind === kind);
      return { kind, files: own.length, bytes: own.reduce((sum, { bytes }) => sum + bytes, 0) };
    }),
    jobs: [...jobs].sort(([a], [b]) => a < b ? -1 : 1).map(([name, records]) => {
      const [kind, outcome] = JSON.parse(name);
      return { kind, outcome, records };
    }),
    versions: versionsOf(versions),
    harmed,
    unfinished: unfinished.length,
  };
}
