// @ts-types="@types/pg"
import pg from "pg";
import type { QueueDatabase, Statements } from "./database.ts";
import { statementsBy } from "./_statements.ts";

/** A worker renews, announces, completes and asks for work, each with a connection of its own. */
const mostConnections = 4;

/** A PostgreSQL server, by a pool of connections. */
export async function postgresDatabase(url: string): Promise<QueueDatabase> {
  const place = placeOf(url);
  const pool = new pg.Pool({
    connectionString: url,
    max: mostConnections,
    connectionTimeoutMillis: 10_000,
    application_name: "onepass queue",
  });
  // A connection that breaks while idle; whoever needs one next is told by its own statement.
  pool.on("error", () => {});
  try {
    await pool.query("select 1");
  } catch (error) {
    await pool.end();
    throw new Error(
      `Cannot reach the queue's database at ${place}: ${reasonOf(error)}; start the server, or ` +
        `correct DATABASE_URL (postgres://user:password@host:5432/database)`,
      { cause: error },
    );
  }
  return {
    place,
    embedded: false,
    ...statements(pool),
    async transaction(work) {
      const client = await pool.connect();
      // What ends it is told by the statement that it ends.
      const unheard = () => {};
      client.on("error", unheard);
      let broken = false;
      try {
        await client.query("begin");
        const value = await work(statements(client));
        await client.query("commit");
        return value;
      } catch (error) {
        await client.query("rollback").catch(() => broken = true);
        throw error;
      } finally {
        client.removeListener("error", unheard);
        client.release(broken);
      }
    },
    [Symbol.asyncDispose]: () => pool.end(),
  };
}

function statements(client: Pick<pg.ClientBase | pg.Pool, "query">): Statements {
  // Given no values, it takes several statements in one.
  return statementsBy(client.query.bind(client) as unknown as Statements["executeSql"]);
}

/** The URL without its password, or why it is none. */
function placeOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !["postgres:", "postgresql:"].includes(parsed.protocol)) {
    throw new RangeError(
      `Cannot use ${JSON.stringify(hidden(url))} as a queue's database: want a URL such as ` +
        `postgres://user:password@host:5432/database`,
    );
  }
  return hidden(url);
}

/**
 * What looks like a password is nobody's to read. Up to the last "@", and of the URL as it was
 * written: one with a "/", "?" or "#" that is not escaped parses, but as something else.
 */
function hidden(url: string): string {
  return url.replace(/:(?!\/\/).*@/s, ":***@");
}

/** Several addresses of a host fail together, with a message of no words. */
function reasonOf(error: unknown): string {
  const { message, errors = [] } = error as { message: string; errors?: Error[] };
  return message || errors.map(({ message }) => message).join("; ");
}
