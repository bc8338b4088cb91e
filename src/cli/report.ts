/**
 * `deno task report`: judges a finished run's records again and writes its report anew; runs no job.
 *
 * @module
 */
// deno-lint-ignore-file no-console -- a command's result goes to the console
import { join, resolve } from "node:path";
import { evaluateClaims } from "../claims/mod.ts";
import { readRunData } from "../records/run_data.ts";
import type { JobRecord } from "../records/record.ts";
import { studyProfile } from "../study/study_folder.ts";
import { command, runCommand } from "./_run_command.ts";
import { usualOut } from "./_usual_out.ts";
import { mustTakeFolder } from "./_writable.ts";
import { writeReport } from "./_write_report.ts";

/** Runs the command line `args` and gives its exit status. */
export async function report(args: readonly string[]): Promise<number> {
  const interrupt = new AbortController();
  const program = command("report", "Judge a run's records again and write its report anew")
    .argument("[folder]", "folder with results.jsonl and environment.json", usualOut)
    .option("--json", "print the claims as JSON")
    .action(run);
  return await runCommand(program, args, { interrupt });
}

async function run(name: string, flags: { readonly json?: boolean }): Promise<void> {
  const folder = resolve(name);
  await mustHold(folder, ["results.jsonl", "environment.json"]);
  const { records: all, environment } = await readRunData(folder);
  await mustTakeFolder(folder);
  // A study chooses its texts by what it is to find out, not as the paper did: it judges no claim.
  const claims = environment.profile === studyProfile ? [] : evaluateClaims(all, environment);
  const isSingleFit = ({ job }: JobRecord) => job.kind === "fit" || job.kind === "throughput";
  await writeReport(folder, {
    records: all.filter(isSingleFit),
    experiments: all.filter((record) => !isSingleFit(record)),
    claims,
    environment,
  });
  console.log(
    flags.json ? JSON.stringify(claims, null, 2) : join(name, "index.html"),
  );
}

async function mustHold(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    try {
      await Deno.stat(join(folder, name));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      throw new RangeError(
        `Cannot write the report of ${JSON.stringify(folder)}: it has no ${name}; make one with ` +
          `"deno task reproduce --out ${folder}"`,
      );
    }
  }
}

if (import.meta.main) Deno.exit(await report(Deno.args));
