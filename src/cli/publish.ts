/**
 * `deno task publish`: puts a finished run among the published ones and writes the page over all.
 *
 * @module
 */
// deno-lint-ignore-file no-console -- a command's result goes to the console
import { join } from "node:path";
import { writeFileAtomic } from "../fixtures/mod.ts";
import {
  megabytes,
  mostPageBytes,
  publishDeviceCheck,
  publishRun,
  readDeviceChecks,
  readPublishedRuns,
  renderReportsIndex,
} from "../publish/mod.ts";
import { command, runCommand, UsageError } from "./_run_command.ts";
import { say } from "./_say.ts";
import { mustTakeFolder } from "./_writable.ts";

interface PublishFlags {
  readonly name?: string;
  readonly note?: string;
  readonly reports: string;
  readonly index?: boolean;
  readonly deviceCheck?: string;
  readonly replace?: boolean;
}

/** Runs the command line `args` and gives its exit status. */
export async function publish(args: readonly string[]): Promise<number> {
  const interrupt = new AbortController();
  const program = command("publish", "Put a run among the published ones, with a page over all")
    .argument("[folder]", 'a run\'s folder, as "deno task reproduce --out" leaves it')
    .option("--name <name>", "folder of the published run (default: its day and its machine)")
    .option("--note <text>", "what readers should know of the run")
    .option("--replace", "give up the verdicts that were published of this run")
    .option("--reports <folder>", "folder of all published runs", "reports")
    .option("--device-check <file>", 'add what "deno task device-check --out" measured instead')
    .option("--index", "write the page over all runs anew, and add none")
    .action(run);
  return await runCommand(program, args, { interrupt });
}

async function run(folder: string | undefined, flags: PublishFlags): Promise<void> {
  const { reports, name, note, index = false, replace, deviceCheck } = flags;
  if ([folder !== undefined, index, deviceCheck !== undefined].filter(Boolean).length !== 1) {
    throw new UsageError(
      "Cannot publish: want the folder of a run, --device-check alone or --index alone",
    );
  }
  await mustTakeFolder(reports);
  if (folder !== undefined) {
    const { files, bytes, ...published } = await publishRun(folder, {
      ...{ reports, name, note, replace },
    });
    console.log(join(published.folder, "index.html"));
    say(`${files.length} files, ${megabytes(bytes)}`);
  }
  if (deviceCheck !== undefined) {
    console.log(await publishDeviceCheck(deviceCheck, { reports, name }));
  }
  const runs = await readPublishedRuns(reports);
  const page = renderReportsIndex(runs, await readDeviceChecks(reports));
  const bytes = new TextEncoder().encode(page).length;
  if (bytes > mostPageBytes) {
    throw new RangeError(
      `Cannot write the page over all runs: it is ${megabytes(bytes)}, want at most ` +
        `${megabytes(mostPageBytes)}; move older runs to another --reports folder`,
    );
  }
  const path = join(reports, "index.html");
  await writeFileAtomic(path, page);
  console.log(path);
  say(`${runs.length} runs`);
  for (const { name, pageBytes } of runs) {
    if (pageBytes > mostPageBytes) {
      say(`${name}: its page is ${megabytes(pageBytes)}; publish it again to make it smaller`);
    }
  }
}

if (import.meta.main) Deno.exit(await publish(Deno.args));
