import { PgBoss } from "pg-boss";
import type { QueueDatabase } from "./database.ts";
import { prepareSchema, schemas } from "./schema.ts";

/** pg-boss on a queue's database, and our tables beside its own. */
export interface Boss extends AsyncDisposable {
  readonly jobs: PgBoss;
  readonly database: QueueDatabase;
}

export interface BossOptions {
  /** How often jobs are looked for whose worker gave no sign, seconds. Default: never by this one. */
  readonly superviseSeconds?: number;
  /** Told of what goes wrong in the background: a server that cannot be reached for a while. */
  readonly onError?: (error: Error) => void;
}

/** Starts pg-boss on a database; makes all tables where there are none. */
export async function startBoss(
  database: QueueDatabase,
  { superviseSeconds, onError = () => {} }: BossOptions = {},
): Promise<Boss> {
  await prepareSchema(database);
  const jobs = new PgBoss({
    db: { executeSql: database.executeSql },
    backend: database.embedded ? "pglite" : "postgres",
    schema: schemas.boss,
    schedule: false,
    registerInstance: false,
    openTelemetry: { enabled: false },
    ...superviseSeconds === undefined ? { supervise: false } : {
      superviseIntervalSeconds: superviseSeconds,
      monitorIntervalSeconds: superviseSeconds,
    },
  });
  jobs.on("error", onError);
  await jobs.start();
  return {
    jobs,
    database,
    [Symbol.asyncDispose]: () => jobs.stop({ graceful: false }),
  };
}
