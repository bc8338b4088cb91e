/**
 * Where texts come from. `written` is our own prose and feeds no claim about the other sources; what
 * is tuned is tuned on `tuning` alone, books by authors of no other source, and never judged on it.
 */
export type TextSource =
  | "pg19"
  | "fanfics"
  | "random"
  | "generated"
  | "written"
  | "sotu"
  | "tuning";

/** One text and its provenance. */
export interface TextRecord {
  readonly id: string;
  readonly source: TextSource;
  readonly licence: string;
  /** sha256 of `text` as UTF-8. */
  readonly sha256: string;
  readonly text: string;
  /** What this text stands in for, and how it differs; absent for the source itself. */
  readonly standIn?: string;
}
