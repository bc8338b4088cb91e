/**
 * `deno task demo`: the try-it page, served on loopback or written as static files.
 *
 * @module
 */
// deno-lint-ignore-file no-console -- a command's result goes to the console
import { join } from "node:path";
import { demoSite, serveSite, type Site } from "../demo/mod.ts";
import { writeFileAtomic } from "../fixtures/mod.ts";
import { command, runCommand, UsageError, wholeNumber } from "./_run_command.ts";
import { say } from "./_say.ts";
import { mustTakeFolder } from "./_writable.ts";

interface DemoFlags {
  readonly port: number;
  readonly out?: string;
}

/** Runs the command line `args` and gives its exit status. */
export async function demo(args: readonly string[]): Promise<number> {
  const interrupt = new AbortController();
  const program = command(
    "demo",
    "Read a stored text back in a browser, in one pass and token by token, both timed there",
  )
    .option(
      "--port <n>",
      "port of 127.0.0.1 to serve the page on (default: one that is free)",
      wholeNumber(0, 65_535),
      0,
    )
    .option("--out <folder>", "write the page's files there instead, for any static host")
    .action((flags: DemoFlags) => run(flags, interrupt.signal));
  return await runCommand(program, args, { interrupt, goOn: "The page is served no longer." });
}

async function run({ port, out }: DemoFlags, signal: AbortSignal): Promise<void> {
  if (out !== undefined) await mustTakeFolder(out);
  const site = await demoSite();
  const bytes = [...site.values()].reduce((sum, content) => sum + content.length, 0);
  const size = `${site.size} files, ${(bytes / 1e6).toFixed(1)} MB`;
  if (out !== undefined) {
    await writeSite(out, site);
    console.log(join(out, "index.html"));
    say(`${size}; serve the folder from any static host, a browser cannot run it from a file`);
    return;
  }
  const { address, ended } = served(site, { port, signal });
  console.log(address);
  say(`${size}, served to this machine alone; Ctrl-C ends it`);
  await ended;
  signal.throwIfAborted();
}

async function writeSite(folder: string, site: Site): Promise<void> {
  for (const [file, content] of site) await writeFileAtomic(join(folder, file), content);
}

function served(site: Site, options: { readonly port: number; readonly signal: AbortSignal }) {
  try {
    return serveSite(site, options);
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    throw new UsageError(
      `Cannot serve on port ${options.port}: it is taken, want another --port or none`,
    );
  }
}

if (import.meta.main) Deno.exit(await demo(Deno.args));
