import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { absent } from "../records/kept_files.ts";
import { milliseconds } from "../records/stopwatch.ts";
import { boundProcess } from "./bound_process.ts";
import { postgresDatabase } from "./_postgres.ts";

/** A PostgreSQL server of one's own, gone when it is disposed, or its process killed. */
export interface TemporaryPostgres extends AsyncDisposable {
  readonly url: string;
}

/** There is no PostgreSQL here; the message says how to get it. */
export class NoPostgres extends Error {
  override readonly name = "NoPostgres";
}

/** A server that takes longer to begin is not coming, on however busy a machine, seconds. */
const patience = 120;

/** Another process may take a port between its choice and its use. */
const mostPorts = 3;

/**
 * Starts a PostgreSQL server with an empty database in a temporary folder, on a free port of
 * loopback. It refuses to run as root, who therefore runs it as somebody else.
 *
 * @throws NoPostgres where `initdb` and `postgres` are not on the PATH
 */
export async function temporaryPostgres(
  { synced = false }: {
    /** Whether what is committed survives the machine, as on a server of any worth; slower. */
    readonly synced?: boolean;
  } = {},
): Promise<TemporaryPostgres> {
  const [initdb, postgres] = await Promise.all(["initdb", "postgres"].map(programNamed));
  const user = Deno.build.os !== "windows" && Deno.uid() === 0 ? await somebodyElse() : null;
  for (let ports = 1;; ports++) {
    try {
      return await started({ initdb, postgres, user, synced });
    } catch (error) {
      if (ports === mostPorts || !/Address already in use/.test((error as Error).message)) {
        throw error;
      }
    }
  }
}

/** Whom the server runs as. */
interface User {
  readonly uid: number;
  readonly gid: number;
}

async function started({ initdb, postgres, user, synced }: {
  readonly initdb: string;
  readonly postgres: string;
  readonly user: User | null;
  readonly synced: boolean;
}): Promise<TemporaryPostgres> {
  const folder = await Deno.makeTempDir({ prefix: "onepass-postgres-" });
  const removed = () => Deno.remove(folder, { recursive: true }).catch(absent);
  const as = user === null ? {} : { uid: user.uid, gid: user.gid };
  try {
    if (user !== null) await Deno.chown(folder, user.uid, user.gid);
    const data = join(folder, "data");
    const made = await new Deno.Command(initdb, {
      args: ["-D", data, "-U", "onepass", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"],
      cwd: folder,
      stdout: "piped",
      stderr: "piped",
      ...as,
    }).output();
    if (!made.success) throw new Error(`Cannot make a database: ${text(made.stderr)}`);
    const port = freePort();
    const server = boundProcess(postgres, {
      // Its socket lies in the folder, where no other server's does.
      args: [
        ...["-D", data, "-k", folder, "-h", "127.0.0.1", "-p", String(port)],
        ...synced ? [] : ["-c", "fsync=off", "-c", "full_page_writes=off"],
      ],
      // At once: what it has not written yet is nobody's.
      signal: "QUIT",
      folder,
      ...as,
    });
    let hasEnded = false;
    void server.ended.then(() => hasEnded = true);
    if (!await answers(port, () => hasEnded)) {
      await server[Symbol.asyncDispose]();
      throw new Error(`Cannot start PostgreSQL: ${(await server.ended).trim()}`);
    }
    return {
      url: `postgres://onepass@127.0.0.1:${port}/postgres`,
      async [Symbol.asyncDispose]() {
        await server[Symbol.asyncDispose]();
        await removed();
      },
    };
  } catch (error) {
    await removed();
    throw error;
  }
}

/**
 * A program of PostgreSQL on the PATH.
 *
 * @throws NoPostgres
 */
export async function programNamed(name: string): Promise<string> {
  const file = Deno.build.os === "windows" ? `${name}.exe` : name;
  const separator = Deno.build.os === "windows" ? ";" : ":";
  for (const folder of (Deno.env.get("PATH") ?? "").split(separator)) {
    const path = join(folder, file);
    // The program looks for its own files beside itself, not beside a link to it.
    const real = await Deno.realPath(path).catch(() => null);
    if (real !== null) return real;
  }
  throw new NoPostgres(
    `Cannot start PostgreSQL: there is no "${name}" on the PATH; install it ` +
      `(Debian has it in /usr/lib/postgresql/*/bin), or name a server in DATABASE_URL`,
  );
}

/** Another user than root: PostgreSQL's own where it has one. */
async function somebodyElse(): Promise<User> {
  const users = (await Deno.readTextFile("/etc/passwd")).split("\n").map((line) => line.split(":"));
  const user = ["postgres", "nobody"].map((name) => users.find(([first]) => first === name))
    .find((found) => found !== undefined);
  if (user === undefined) {
    throw new NoPostgres("Cannot start PostgreSQL: it refuses to run as root, and there is nobody");
  }
  return { uid: Number(user[2]), gid: Number(user[3]) };
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** Waits until the server takes statements. */
async function answers(port: number, hasEnded: () => boolean): Promise<boolean> {
  const start = milliseconds();
  while (!hasEnded() && milliseconds() - start < patience * 1000) {
    try {
      await using _ = await postgresDatabase(`postgres://onepass@127.0.0.1:${port}/postgres`);
      return true;
    } catch {
      await sleep(50);
    }
  }
  return false;
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).trim();
}
