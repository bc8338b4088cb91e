/**
 * `deno task chaos`: work that is killed again and again has to end as if it had been left alone.
 *
 * @module
 */
// deno-lint-ignore-file no-console -- a command's result goes to the console
import type { Command } from "commander";
import { queueChaos } from "./_chaos_queue.ts";
import { runChaos } from "./_chaos_run.ts";
import { command, exit, runCommand, wholeNumber } from "./_run_command.ts";
import { say } from "./_say.ts";

/** Exit status where a disturbed run is not what an undisturbed one is. */
const off = 1;

interface RunFlags {
  readonly rounds: number;
  readonly seed: number;
  readonly kills: number;
  readonly experiments: string;
  readonly json?: boolean;
}

interface QueueFlags {
  readonly rounds: number;
  readonly seed: number;
  readonly workers: number;
  readonly harms: number;
  readonly experiments: string;
  readonly json?: boolean;
}

/** Runs the command line `args` and gives its exit status. */
export async function chaos(args: readonly string[]): Promise<number> {
  const interrupt = new AbortController();
  let status: number = exit.done;
  const program = command("chaos", "Kill work at seeded moments, and see that nothing comes of it")
    .addHelpText("after", "1 where a disturbed run differs: each difference is on stdout.");
  addRun(program, async (flags) => {
    status = await disturbRun(flags, interrupt.signal);
  });
  addQueue(program, async (flags) => {
    status = await disturbQueue(flags, interrupt.signal);
  });
  const ended = await runCommand(program, args, { interrupt });
  return ended === exit.done ? status : ended;
}

function addRun(program: Command, action: (flags: RunFlags) => Promise<void>): void {
  program.command("run")
    .description("a run on this machine, killed and run again until it ends")
    .option("--rounds <n>", "sweeps", wholeNumber(1, 100_000), 100)
    .option("--seed <n>", "says when", wholeNumber(0), 1)
    .option("--kills <n>", "a round", wholeNumber(0, 1000), 4)
    .option("--experiments <ids>", "of profile smoke", "s_convergence,t1_arrangements,k_attention")
    .option("--json", "print an object")
    .action(action);
}

function addQueue(program: Command, action: (flags: QueueFlags) => Promise<void>): void {
  program.command("queue")
    .description("workers of a queue on a PostgreSQL server of its own, killed or frozen")
    .option("--rounds <n>", "sweeps", wholeNumber(1, 100_000), 100)
    .option("--seed <n>", "says when, and whom", wholeNumber(0), 1)
    .option("--workers <n>", "at a time", wholeNumber(1, 64), 4)
    .option("--harms <n>", "a round", wholeNumber(0, 1000), 6)
    .option(
      "--experiments <ids>",
      "of profile smoke",
      "t1_arrangements,k_attention,f7_curves",
    )
    .option("--json", "print an object")
    .action(action);
}

function disturbRun(flags: RunFlags, signal: AbortSignal): Promise<number> {
  return disturbed(flags, {
    disturb: (folder) => runChaos({ ...flags, folder, signal, onLine: say }),
    sum: ({ rounds, jobs, killed, ended, checkpoints, litter, findings }) =>
      `${rounds} rounds of ${jobs} jobs, seed ${flags.seed}: killed ${killed} times, ${ended} runs ` +
      `ended first; ${checkpoints} checkpoints gone on from, ${litter} files cleaned away; ` +
      `${findings.length} differences`,
  });
}

function disturbQueue(flags: QueueFlags, signal: AbortSignal): Promise<number> {
  return disturbed(flags, {
    disturb: (folder) => queueChaos({ ...flags, folder, signal, onLine: say }),
    sum: ({ rounds, jobs, killed, frozen, refused, orphans, findings }) =>
      `${rounds} rounds, seed ${flags.seed}: ${jobs} jobs ended once each; ${killed} workers ` +
      `killed, ${frozen} frozen, ${refused} late results refused, ${orphans} orphans removed; ` +
      `${findings.length} differences`,
  });
}

/** Has work disturbed in a new folder, which stays where something differs, and tells what came of it. */
async function disturbed<T extends { readonly findings: readonly string[] }>(
  { json, seed }: { readonly json?: boolean; readonly seed: number },
  { disturb, sum }: {
    readonly disturb: (folder: string) => Promise<T>;
    /** In a sentence. */
    readonly sum: (found: T) => string;
  },
): Promise<number> {
  const folder = await Deno.makeTempDir({ prefix: "onepass-chaos-" });
  const found = await disturb(folder);
  const { findings } = found;
  if (json) console.log(JSON.stringify({ seed, ...found }, null, 2));
  else for (const line of [...findings, sum(found)]) console.log(line);
  if (findings.length === 0) await Deno.remove(folder, { recursive: true });
  else say(`What differs lies in ${folder}`);
  return findings.length === 0 ? exit.done : off;
}

if (import.meta.main) Deno.exit(await chaos(Deno.args));
