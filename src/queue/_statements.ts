import type { Statements } from "./database.ts";

/** A database's, or a transaction's, statements by what runs one. */
export function statementsBy(executeSql: Statements["executeSql"]): Statements {
  return {
    executeSql,
    rows: async <R>(text: string, values?: readonly unknown[]) =>
      (await executeSql(text, values === undefined ? undefined : [...values])).rows as R[],
  };
}
