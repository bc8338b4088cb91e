/** What the page's thread and the one that reads and judges records say to each other. */
import type { JobRecord } from "../records/record.ts";
import type { JudgingTerms, RecordDigest } from "./kept_records.ts";
import type { EndedFit, Ledger } from "./watched.ts";

export type ReaderRequest =
  /** Read these records of a store. */
  | { readonly kind: "read"; readonly store: string; readonly keys: readonly string[] }
  /** Take these, which lie elsewhere. */
  | { readonly kind: "take"; readonly records: readonly JobRecord[] }
  /** They are gone: judge without them. */
  | { readonly kind: "forget"; readonly keys: readonly string[] }
  /** Judge by these terms from now on. */
  | { readonly kind: "terms"; readonly terms: JudgingTerms };

export type ReaderNews =
  | { readonly kind: "digests"; readonly digests: readonly RecordDigest[] }
  /** A record counts as absent: its file is not what was written. */
  | { readonly kind: "harmed"; readonly key: string; readonly fault: string }
  | { readonly kind: "ended"; readonly fits: readonly EndedFit[] }
  | { readonly kind: "ledger"; readonly ledger: Ledger };
