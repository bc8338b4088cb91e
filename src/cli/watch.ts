/**
 * `deno task watch`: a run as it goes on, on a page that is served on loopback.
 *
 * @module
 */
// deno-lint-ignore-file no-console -- a command's result goes to the console
import { hostname } from "node:os";
import { resolve } from "node:path";
import { InvalidArgumentError } from "commander";
import { storeIn } from "../records/store_care/store_files.ts";
import {
  type Feed,
  isLoopback,
  randomToken,
  type ServedWatch,
  serveWatch,
  watchedFeed,
  watchQueue,
  watchStore,
} from "../watch/mod.ts";
import { readableQueue } from "./_queue_database.ts";
import { command, runCommand, UsageError, wholeNumber } from "./_run_command.ts";
import { say } from "./_say.ts";
import { usualOut } from "./_usual_out.ts";

interface WatchFlags {
  readonly db?: string;
  readonly host: string;
  readonly port?: number;
}

/** Where nobody asks for another port; the next ones are tried where it is taken. */
const usualPort = 7171;
const portsTried = 20;

/** Runs the command line `args` and gives its exit status. */
export async function watch(args: readonly string[]): Promise<number> {
  const interrupt = new AbortController();
  const program = command(
    "watch",
    "Show a run as it goes on: how far it is, curves, workers, claims as verdicts come",
  )
    .argument("[store]", "the folder of a run, or its store (default: reports/latest)")
    .option(
      "--db <url>",
      "watch the queue in this PostgreSQL instead: postgres://user:password@host/database",
    )
    .option(
      "--host <address>",
      "address to serve on; any but this machine's own wants the token that is printed",
      host,
      "127.0.0.1",
    )
    .option(
      "--port <n>",
      `port to serve on (default: ${usualPort}, or the next that is free)`,
      wholeNumber(0, 65_535),
    )
    .action((store: string | undefined, flags: WatchFlags) => run(store, flags, interrupt.signal));
  return await runCommand(program, args, { interrupt, goOn: "The page is served no longer." });
}

async function run(
  store: string | undefined,
  flags: WatchFlags,
  signal: AbortSignal,
): Promise<void> {
  const { db } = flags;
  if (db === undefined) {
    const folder = await runNamed(store ?? usualOut);
    return await show(flags, { signal, watching: (options) => watchStore(folder, options) });
  }
  if (store !== undefined) {
    throw new UsageError(`Cannot watch "${store}" and --db at once: want one of them`);
  }
  if (db === "") {
    throw new UsageError('Cannot watch --db "": want postgres://user:password@host/database');
  }
  await using database = await readableQueue({ db });
  await show(flags, { signal, watching: (options) => watchQueue(database, options) });
}

/** Serves the page while something is watched. */
async function show(
  flags: WatchFlags,
  { signal, watching }: {
    readonly signal: AbortSignal;
    readonly watching: (options: { feed: Feed; signal: AbortSignal }) => Promise<void>;
  },
): Promise<void> {
  const feed = watchedFeed();
  const token = isLoopback(flags.host) ? null : randomToken();
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const { port, ended } = served(
    flags,
    (port) => serveWatch({ feed, host: flags.host, port, token, signal: either }),
  );
  console.log(addressOf({ ...flags, port, token }));
  say(
    token === null
      ? "Served to this machine alone; Ctrl-C ends it"
      : "Whoever has this address sees the run, unencrypted on the way; Ctrl-C ends it",
  );
  try {
    await watching({ feed, signal });
  } finally {
    over.abort();
    await ended;
  }
  signal.throwIfAborted();
}

async function runNamed(name: string): Promise<string> {
  const folder = resolve(name);
  try {
    await storeIn(folder);
    return folder;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(
      `Cannot watch "${name}": there is no run in it, neither records nor store/records; start one ` +
        `with "deno task reproduce${name === usualOut ? "" : ` --out ${name}`}", or name ` +
        "the folder of another",
    );
  }
}

/** On the port that was asked for, or else on the first that is free from the usual one on. */
function served({ host, port }: WatchFlags, serve: (port: number) => ServedWatch): ServedWatch {
  const ports = port === undefined
    ? Array.from({ length: portsTried }, (_, at) => usualPort + at)
    : [port];
  for (const one of ports) {
    try {
      return serve(one);
    } catch (error) {
      if (error instanceof Deno.errors.AddrInUse) continue;
      throw unservable(error as Error, { host, port: one });
    }
  }
  const taken = ports.length === 1
    ? `port ${ports[0]}: it is`
    : `ports ${ports[0]} to ${ports.at(-1)}: all are`;
  throw new UsageError(
    `Cannot serve on ${taken} taken, want another --port, or 0 for any free one`,
  );
}

function unservable(
  error: Error,
  { host, port }: { readonly host: string; readonly port: number },
): Error {
  if (error instanceof Deno.errors.PermissionDenied) {
    return new UsageError(
      `Cannot serve on port ${port}: the system refuses, want a --port from 1024 on`,
    );
  }
  return new UsageError(
    `Cannot serve on --host "${host}": ${error.message}; want an address of this machine, 127.0.0.1 ` +
      "for itself alone or 0.0.0.0 for all that reach it",
  );
}

/** What to open, the token in it. A wildcard is no place to go to. */
function addressOf(
  { host, port, token }: {
    readonly host: string;
    readonly port: number;
    readonly token: string | null;
  },
): string {
  const name = host === "0.0.0.0" || host === "::" ? hostname() : host;
  const written = name.includes(":") ? `[${name}]` : name;
  return `http://${written}:${port}/${token === null ? "" : `?token=${token}`}`;
}

function host(text: string): string {
  const bare = text.replace(/^\[(.*)\]$/, "$1");
  if (/^[\w.:-]+$/.test(bare)) return bare;
  throw new InvalidArgumentError(`Want an address or a host name, got "${text}".`);
}

if (import.meta.main) Deno.exit(await watch(Deno.args));
