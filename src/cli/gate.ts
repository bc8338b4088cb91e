/**
 * `deno task gate`: is this code as right and as fast as a baseline's, or another revision's?
 *
 * @module
 */
// deno-lint-ignore-file no-console -- a command's result goes to the console
import { resolve } from "node:path";
import { MODELS, writeFileAtomic } from "../fixtures/mod.ts";
import { gateMarkdown, type GateReport, gateText, type Outcome } from "../gate/mod.ts";
import { blessGate } from "./_gate_bless.ts";
import { countNoise } from "./_gate_noise.ts";
import { type GateFlags, orGateError } from "./_gate_flags.ts";
import { gateReport } from "./_gate_report.ts";
import { command, exit, runCommand, UsageError, wholeNumber } from "./_run_command.ts";
import { mustTakeFile } from "./_writable.ts";

/** The exit status of an outcome. */
const statusOf: Readonly<Record<Outcome, number>> = {
  pass: 0,
  regression: 1,
  "other environment": exit.usage,
  inconclusive: 4,
};

/** Runs the command line `args` and gives its exit status. */
export async function gate(args: readonly string[]): Promise<number> {
  const interrupt = new AbortController();
  let outcome: Outcome = "pass";
  const program = command("gate", "Compare this code with a baseline: correctness and speed")
    .option("--quick", "a tiny model, correctness and step time: under three minutes")
    .option(
      "--against <revision>",
      "compare with this revision instead, run in turns with this code",
    )
    .option(
      "--baseline <folder>",
      "where baselines lie (default: this machine's class in reports/baseline)",
    )
    .option("--bless <reason>", "measure, write the baseline, and say why it changes")
    .option("--model <id>", "model whose speed is measured, not with --quick", MODELS.default)
    .option(
      "--threads <n>",
      "engine threads, not with --quick",
      wholeNumber(1, 512),
      navigator.hardwareConcurrency,
    )
    .option("--keep <file>", "keep what was measured there")
    .option("--measured <file>", "measure nothing: judge what --keep kept")
    .option("--bench <files...>", "judge outputs of deno bench --json instead, of this code …")
    .option("--bench-base <files...>", "… beside those of the base, run in turns")
    .option(
      "--noise <n>",
      "compare this code with itself so many times, count what does not pass",
      wholeNumber(1, 1000),
    )
    .option("--markdown <file>", "write the report as Markdown as well")
    .option("--json", "print the report as JSON")
    .addHelpText("after", explanation)
    .action(async (flags: GateFlags) => {
      checkFlags(flags);
      for (const path of [flags.markdown, flags.keep]) {
        if (path !== undefined) await mustTakeFile(path);
      }
      const running = { args, signal: interrupt.signal };
      if (flags.noise !== undefined) return await countNoise(flags, running);
      if (flags.bless !== undefined) return await blessGate(flags, running);
      const report = await orGateError(gateReport(flags, running));
      outcome = report.outcome;
      await show(report, flags);
    });
  const status = await runCommand(program, args, { interrupt });
  return status === exit.done ? statusOf[outcome] : status;
}

const explanation = `
Here also: 1 a regression, 4 inconclusive. 0 is a pass, 2 also no baseline or one of another machine
or of other settings, 3 a run that failed or measured what is no number.

  deno task gate --quick                      against the committed baseline, its code run in turns
  deno task gate --quick --against main       against a revision; no baseline is needed
  deno task gate --quick --bless "faster head"  the new baseline, to be committed
  deno task gate --bench head-*.json --bench-base base-*.json

docs/gate.md says what is compared and when it passes.`;

function checkFlags(flags: GateFlags): void {
  const instead = (["bless", "measured", "bench", "noise"] as const)
    .filter((name) => flags[name] !== undefined);
  if (instead.length > 1) {
    throw new UsageError(`Cannot do --${instead.join(" and --")} at once: ask for one at a time`);
  }
  if ((flags.bench === undefined) !== (flags.benchBase === undefined)) {
    throw new UsageError("Cannot judge benchmarks of one side: pass --bench and --bench-base");
  }
  if (flags.against !== undefined && instead.length > 0) {
    throw new UsageError(
      `Cannot take --against with --${instead[0]}: it measures no other revision`,
    );
  }
  if (flags.bless?.trim() === "") {
    throw new UsageError("Cannot bless without a reason: say why the baseline changes");
  }
}

async function show(report: GateReport, { json, markdown }: GateFlags): Promise<void> {
  if (markdown !== undefined) await writeFileAtomic(resolve(markdown), gateMarkdown(report));
  console.log(json ? JSON.stringify(report, null, 2) : gateText(report));
}

if (import.meta.main) Deno.exit(await gate(Deno.args));
