import type { JobRecord } from "../records/record.ts";
import type { JudgingTerms, RecordDigest } from "./kept_records.ts";
import type { ReaderNews, ReaderRequest } from "./reader_messages.ts";
import type { EndedFit, Ledger } from "./watched.ts";

/** A thread that reads and judges records, and what it has found so far. */
export interface Reader extends Disposable {
  /** By key: records that are sound. */
  readonly digests: ReadonlyMap<string, RecordDigest>;
  /** By key: what is wrong with records that count as absent. */
  readonly harmed: ReadonlyMap<string, string>;
  readonly ended: readonly EndedFit[];
  /** Null before the first judging. */
  readonly ledger: Ledger | null;
  /** Why it reads and judges no more; null while it does. */
  readonly failure: string | null;
  read(store: string, keys: readonly string[]): void;
  take(records: readonly JobRecord[]): void;
  forget(keys: readonly string[]): void;
  judgeBy(terms: JudgingTerms): void;
}

/** Starts the thread; `onNews` is called whenever it found something. */
export function startReader(onNews: () => void): Reader {
  const worker = new Worker(new URL("./reader_worker.ts", import.meta.url), { type: "module" });
  const digests = new Map<string, RecordDigest>();
  const harmed = new Map<string, string>();
  let ended: readonly EndedFit[] = [];
  let ledger: Ledger | null = null;
  let failure: string | null = null;
  let terms = "";
  worker.onmessage = ({ data }: MessageEvent<ReaderNews>) => {
    if (data.kind === "digests") {
      for (const digest of data.digests) {
        digests.set(digest.key, digest);
        harmed.delete(digest.key);
      }
    }
    if (data.kind === "harmed") harmed.set(data.key, data.fault);
    if (data.kind === "ended") ended = data.fits;
    if (data.kind === "ledger") ledger = data.ledger;
    onNews();
  };
  worker.onerror = (event) => {
    event.preventDefault();
    failure = event.message;
    onNews();
  };
  const ask = (request: ReaderRequest) => worker.postMessage(request);
  return {
    digests,
    harmed,
    get ended() {
      return ended;
    },
    get ledger() {
      return ledger;
    },
    get failure() {
      return failure;
    },
    read(store, keys) {
      if (keys.length > 0) ask({ kind: "read", store, keys });
    },
    take(records) {
      if (records.length > 0) ask({ kind: "take", records });
    },
    forget(keys) {
      if (keys.length === 0) return;
      for (const key of keys) {
        digests.delete(key);
        harmed.delete(key);
      }
      ask({ kind: "forget", keys });
    },
    judgeBy(wanted) {
      const text = JSON.stringify(wanted);
      if (text === terms) return;
      terms = text;
      ask({ kind: "terms", terms: wanted });
    },
    [Symbol.dispose]: () => worker.terminate(),
  };
}
