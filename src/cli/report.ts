/**
 * `deno task report`: judges a finished run's records again and writes its report anew; runs no job.
 *
 * @module
 */
// deno-lint-ignore-file no-console -- a command's result goes to the console
import { join, resolve } from "node:path";
import { evaluateClaims } from "../claims/mod.ts";
import type { Environment, JobRecord } from "../records/record.ts";
import type { ExperimentRecord } from "../records/experiment_records.ts";
import { command, runCommand } from "./_run_command.ts";
import { mustTakeFolder } from "./_writable.ts";
import { writeReport } from "./_write_report.ts";

/** Runs the command line `args` and gives its exit status. */
export async function report(args: readonly string[]): Promise<number> {
  const interrupt = new AbortController();
  const program = command("report", "Judge a run's records again and write its report anew")
    .argument("[folder]", "folder with results.jsonl and environment.json", "reports/latest")
    .option("--json", "print the claims as JSON")
    .action(run);
  return await runCommand(program, args, { interrupt });
}

async function run(name: string, flags: { readonly json?: boolean }): Promise<void> {
  const folder = resolve(name);
  const all = (await read(folder, "results.jsonl")).split("\n").flatMap((line, at) =>
    line === "" ? [] : [parsed<JobRecord | ExperimentRecord>(line, `results.jsonl:${at + 1}`)]
  );
  const environment = parsed<Environment>(
    await read(folder, "environment.json"),
    "environment.json",
  );
  await mustTakeFolder(folder);
  const claims = evaluateClaims(all as JobRecord[], { command: environment.command });
  const isFit = ({ job }: JobRecord | ExperimentRecord) =>
    job.kind === "fit" || job.kind === "throughput";
  await writeReport(folder, {
    records: all.filter(isFit) as JobRecord[],
    experiments: all.filter((record) => !isFit(record)) as ExperimentRecord[],
    claims,
    environment,
  });
  console.log(
    flags.json ? JSON.stringify(claims, null, 2) : join(name, "index.html"),
  );
}

async function read(folder: string, name: string): Promise<string> {
  try {
    return await Deno.readTextFile(join(folder, name));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new RangeError(
      `Cannot write the report of ${JSON.stringify(folder)}: it has no ${name}; make one with ` +
        `"deno task reproduce --out ${folder}"`,
    );
  }
}

function parsed<T>(text: string, place: string): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new SyntaxError(`Cannot read ${place}: it is not JSON`);
  }
}

if (import.meta.main) Deno.exit(await report(Deno.args));
