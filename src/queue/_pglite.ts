import { join } from "node:path";
import { PGlite, type Transaction } from "@electric-sql/pglite";
import { fromPglite } from "pg-boss";
import type { QueueDatabase, Statements } from "./database.ts";
import { statementsBy } from "./_statements.ts";

/**
 * PostgreSQL inside this process, its files in `folder`. It knows of no other process, so a lock of
 * the operating system keeps a second one out.
 */
export async function pgliteDatabase(folder: string): Promise<QueueDatabase> {
  await Deno.mkdir(folder, { recursive: true });
  const lock = await Deno.open(join(folder, "lock"), { write: true, create: true });
  if (!lock.tryLockSync(true)) {
    lock.close();
    throw new Error(
      `Cannot open the embedded queue in "${folder}": another process has it open, and it takes one ` +
        `at a time; wait for that one, or name a PostgreSQL server in DATABASE_URL`,
    );
  }
  const pglite = await PGlite.create(join(folder, "data"));
  return {
    place: `${folder} (embedded: one process at a time)`,
    embedded: true,
    ...statements(pglite),
    transaction: async (work) => await pglite.transaction((inside) => work(statements(inside))),
    async [Symbol.asyncDispose]() {
      await pglite.close();
      lock.close();
    },
  };
}

function statements(pglite: PGlite | Transaction): Statements {
  return statementsBy(fromPglite(pglite).executeSql);
}
