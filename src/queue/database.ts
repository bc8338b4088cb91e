import type { Db } from "pg-boss";

/** Statements run one by one; those of a transaction together or not at all. */
export interface Statements extends Db {
  /** Rows as plain objects. Without values, `text` may be several statements. */
  rows<R>(text: string, values?: readonly unknown[]): Promise<R[]>;
}

/** The database that a queue lies in. */
export interface QueueDatabase extends Statements, AsyncDisposable {
  /** Where it is, in words, without a password. */
  readonly place: string;
  /** Whether it is the one that runs inside this process, and that no other process may open. */
  readonly embedded: boolean;
  /** Commits what `work` did; rolls it back where it threw. */
  transaction<T>(work: (inside: Statements) => Promise<T>): Promise<T>;
}

/** Which database: a server's URL, or the folder of one that runs in this process. */
export type DatabasePlace = { readonly url: string } | { readonly folder: string };
