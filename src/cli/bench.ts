/**
 * `deno task bench`: our fit step against PyTorch's, one pass against decoders, fits in batches,
 * loading, growth and where the time goes, in turns on the same weights.
 *
 * @module
 */
// deno-lint-ignore-file no-console -- a command's result goes to the console
import { resolve } from "node:path";
import { MODELS } from "../fixtures/mod.ts";
import { keepBenchRows, type MeasuredRow, measuringCommand } from "../bench/mod.ts";
import { readMachine } from "../records/environment.ts";
import { type ModelConfig, readConfig } from "../models/mod.ts";
import { type BenchFlags, type Measuring, sizesOf } from "./_bench_flags.ts";
import { benchGrowth, benchLoad } from "./_bench_load_growth.ts";
import { benchBatching, benchKernels, benchProducts, benchProfile } from "./_bench_parts.ts";
import { decodingPeers, stepPeers } from "./_bench_peers.ts";
import { benchDecoding, benchSteps } from "./_bench_race.ts";
import { benchSummary } from "./_bench_summary.ts";
import { benchTables } from "./_bench_tables.ts";
import { chosenEngine } from "./_chosen_engine.ts";
import { readyModel } from "./_ready_model.ts";
import { command, runCommand, UsageError, wholeNumber } from "./_run_command.ts";
import { talk as makeTalk } from "./_talk.ts";
import { mustTakeFolder } from "./_writable.ts";

const peerNames = [...Object.keys(stepPeers), ...Object.keys(decodingPeers)];
const subjects = ["step", "decoding"];

/** Runs the command line `args` and gives its exit status. */
export async function bench(args: readonly string[]): Promise<number> {
  const interrupt = new AbortController();
  const program = command("bench", "Time the fit step, decoding, batching, loading and growth")
    .option(
      "--peers <names>",
      `who else to time: ${peerNames.join(", ")} or none (default: pytorch, llama.cpp and ` +
        "transformers.js where they are installed)",
      (text) => text === "none" ? [] : namesOf(text, { what: "peer", known: peerNames }),
    )
    .option(
      "--what <list>",
      `what to time: ${subjects.join(", ")}`,
      (text) => namesOf(text, { what: "subject", known: subjects }),
      subjects,
    )
    .option("--tokens <list>", "numbers of tokens, N (default: 16,32,64; --batching: 16)", numbers)
    .option("--batch <list>", "texts at a time, B (default: 1; --batching: 1,2,4,8,16)", numbers)
    .option(
      "--steps <n>",
      "timed steps a round (default: 5); of --batching, mean steps a text (default: 30)",
      wholeNumber(2, 100),
    )
    .option("--rounds <n>", "turns each takes (default: 6; --batching: 3)", wholeNumber(2, 1000))
    .option("--texts <n>", "texts of --batching", wholeNumber(1, 10_000), 64)
    .option("--model <id>", "model", MODELS.default)
    .option("--model-file <path>", "take the model from this file (or the files of this folder)")
    .option("--engine <name>", "ours: onnxruntime or tfjs", "onnxruntime")
    .option("--device <name>", "of the engine; cuda takes PyTorch there too")
    .option("--threads <n>", "threads of each", wholeNumber(1, 512), navigator.hardwareConcurrency)
    .option("--python <path>", "Python that has the packages of bench/peers/requirements.txt")
    .option("--batching", "time the same fits B at a time instead, against one at a time")
    .option("--products", "time the step beside its own matrix products instead")
    .option("--profile-step", "run the step under the engine's profiler instead: time an operator")
    .option("--kernels", "time kernels alone instead, with GFLOP/s and GB/s")
    .option("--load", "time a fresh process up to its first step instead, and weigh it")
    .option("--growth", "time made-up models over N, B, layers and width instead: exponents")
    .option("--full", "the larger grid of --growth")
    .option("--out <folder>", "keep the rows in its bench.jsonl, for the report and --summary")
    .option("--summary <folder>", "run nothing: print the targets and what was measured there")
    .option("--json", "print one object per row")
    .addHelpText("after", explanation)
    .action((flags: BenchFlags) => run(flags, { args, signal: interrupt.signal }));
  return await runCommand(program, args, { interrupt });
}

const explanation = `
Everyone timed takes turns, round after round, on the same weights and threads, and each answer is
checked before its time counts. A ratio's interval is of rounds timed together.

  deno task bench --what step --peers pytorch,pytorch-compile --out reports/latest
  deno task bench --what decoding --peers llama.cpp,transformers.js --tokens 16,64,128 --out …
  deno task bench --batching --out …        fits a second over B: texts leave, places are refilled
  deno task report                          writes the page anew, with its section Performance
  deno task bench --summary reports/latest  the table of docs/performance.md, filled`;

function numbers(text: string): number[] {
  return text.split(",").map(wholeNumber(1));
}

function namesOf(
  text: string,
  { what, known }: { what: string; known: readonly string[] },
): string[] {
  const names = text.split(",");
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return names;
  throw new UsageError(`Cannot time ${what} "${unknown}": known are ${known.join(", ")}`);
}

async function run(
  flags: BenchFlags,
  { args, signal }: { args: readonly string[]; signal: AbortSignal },
): Promise<void> {
  if (flags.summary !== undefined) return await benchSummary(flags.summary, flags);
  const subject = subjectOf(flags);
  if (flags.out !== undefined) await mustTakeFolder(resolve(flags.out));
  const talk = makeTalk();
  const readied = await readyModel(flags.model, { ...flags, talk, signal });
  const config = readConfig(readied.ready.config);
  checkSizes(flags, config);
  const machine = await readMachine();
  const rows: MeasuredRow[] = [];
  try {
    await subject(flags, {
      ...readied,
      config,
      engine: await chosenEngine(flags, { ...readied, threads: flags.threads }),
      talk,
      command: measuringCommand(args),
      signal,
      add(fresh) {
        rows.push(...fresh);
        if (flags.json) { for (const row of fresh) console.log(JSON.stringify(row)); }
      },
    });
  } finally {
    // What was measured is shown, though the rest failed or was interrupted.
    if (!flags.json && rows.length > 0) console.log(benchTables(rows));
  }
  // Only whole: rows of half a command would take the place of a whole one's.
  if (flags.out !== undefined) await keepBenchRows(resolve(flags.out), { rows, machine });
}

type Subject = (flags: BenchFlags, running: Measuring) => Promise<void>;

/** The one benchmark that is asked for instead of the races, or those. */
function subjectOf(flags: BenchFlags): Subject {
  const known: readonly (readonly [keyof BenchFlags, Subject])[] = [
    ["batching", benchBatching],
    ["products", benchProducts],
    ["profileStep", benchProfile],
    ["kernels", benchKernels],
    ["load", benchLoad],
    ["growth", benchGrowth],
  ];
  const asked = known.filter(([name]) => flags[name]);
  if (asked.length > 1) {
    const names = asked.map(([name]) => name === "profileStep" ? "--profile-step" : `--${name}`);
    throw new UsageError(`Cannot time ${names.join(" and ")} at once: ask for one at a time`);
  }
  return asked[0]?.[1] ?? races;
}

async function races(flags: BenchFlags, running: Measuring): Promise<void> {
  if (flags.what.includes("step")) await benchSteps(flags, running);
  if (flags.what.includes("decoding")) await benchDecoding(flags, running);
}

function checkSizes(flags: BenchFlags, { context }: ModelConfig): void {
  const most = Math.max(...sizesOf(flags).tokens);
  if (most < context) return;
  throw new UsageError(
    `Cannot time ${most} tokens: the context of ${flags.model} is ${context}; pass a smaller ` +
      `--tokens`,
  );
}

if (import.meta.main) Deno.exit(await bench(Deno.args));
