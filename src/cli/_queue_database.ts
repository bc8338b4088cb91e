import { join } from "node:path";
import type { Command } from "commander";
import { fixtureSettings } from "../fixtures/mod.ts";
import { type Boss, type BossOptions, startBoss } from "../queue/boss.ts";
import type { QueueDatabase } from "../queue/database.ts";
import { openDatabase } from "../queue/open_database.ts";
import { checkSchema } from "../queue/schema.ts";
import { UsageError } from "./_run_command.ts";
import { say } from "./_say.ts";

export interface DatabaseFlags {
  readonly db?: string;
}

/** Adds the flag that names a queue's database. */
export function withDatabase(program: Command): Command {
  return program.option(
    "--db <url>",
    "PostgreSQL: postgres://user:password@host:5432/database (default: DATABASE_URL; without, one " +
      "embedded in the process, for one process at a time)",
  );
}

/** The queue's database that the flags and the surroundings name. */
export async function queueDatabase({ db }: DatabaseFlags): Promise<QueueDatabase> {
  const url = db ?? Deno.env.get("DATABASE_URL") ?? "";
  const folder = join(fixtureSettings().cacheFolder, "queue");
  if (url === "") {
    say(
      `The queue is embedded, in ${folder}: one process at a time; DATABASE_URL names a server for more`,
    );
  }
  try {
    return await openDatabase(url === "" ? { folder } : { url });
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}

/** The same for a command that only asks: a database without a queue is told, not given one. */
export async function readableQueue(flags: DatabaseFlags): Promise<QueueDatabase> {
  const database = await queueDatabase(flags);
  try {
    await checkSchema(database);
    return database;
  } catch (error) {
    await database[Symbol.asyncDispose]();
    throw error;
  }
}

/** pg-boss there, ended together with the connections. */
export async function queueBoss(flags: DatabaseFlags, options: BossOptions = {}): Promise<Boss> {
  return await bossOn(await queueDatabase(flags), options);
}

/** The same where a queue is: a database without one is told. */
export async function readableBoss(flags: DatabaseFlags): Promise<Boss> {
  return await bossOn(await readableQueue(flags));
}

async function bossOn(database: QueueDatabase, options: BossOptions = {}): Promise<Boss> {
  try {
    const boss = await startBoss(database, options);
    return {
      ...boss,
      async [Symbol.asyncDispose]() {
        await boss[Symbol.asyncDispose]();
        await database[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await database[Symbol.asyncDispose]();
    throw error;
  }
}
