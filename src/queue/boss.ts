import { PgBoss } from "pg-boss";
import type { QueueDatabase } from "./database.ts";
import { bossSchema, prepareSchema } from "./schema.ts";

/** pg-boss on a queue's database, and our tables beside its own. */
export interface Boss extends AsyncDisposable {
  readonly jobs: PgBoss;
  readonly database: QueueDatabase;
}

export interface BossOptions {
  /** Whether to look for jobs whose worker gave no sign, again and again. Default: no. */
  readonly supervises?: boolean;
  /** Told of what goes wrong in the background: a server that cannot be reached for a while. */
  readonly onError?: (error: Error) => void;
}

/** Starts pg-boss on a database; makes all tables where there are none. */
export async function startBoss(
  database: QueueDatabase,
  { supervises = false, onError = () => {} }: BossOptions = {},
): Promise<Boss> {
  await prepareSchema(database);
  const every = supervises ? await lookSeconds(database) : null;
  const jobs = new PgBoss({
    db: { executeSql: database.executeSql },
    backend: database.embedded ? "pglite" : "postgres",
    schema: bossSchema,
    schedule: false,
    registerInstance: false,
    openTelemetry: { enabled: false },
    ...every === null
      ? { supervise: false }
      : { superviseIntervalSeconds: every, monitorIntervalSeconds: every },
  });
  jobs.on("error", onError);
  await jobs.start();
  return {
    jobs,
    database,
    [Symbol.asyncDispose]: () => jobs.stop({ graceful: false }),
  };
}

/**
 * How often leases are looked at, seconds: a few times in the shortest that there is, but no oftener
 * than it takes, since a look counts all jobs. Workers share it: one a time does it.
 */
async function lookSeconds(database: QueueDatabase): Promise<number> {
  const [{ lease }] = await database.rows<{ lease: number | null }>(
    `select min(lease_seconds) as lease from onepass.submissions`,
  );
  return Math.min(15, Math.max(1, Math.floor((lease ?? Infinity) / 4)));
}
