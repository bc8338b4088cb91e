/**
 * `deno task bench`: our fit step against PyTorch's, and one pass against decoders, in turns on the
 * same weights.
 *
 * @module
 */
// deno-lint-ignore-file no-console -- a command's result goes to the console
import { setTimeout as sleep } from "node:timers/promises";
import { MODELS } from "../fixtures/mod.ts";
import {
  type BenchRow,
  decodingRows,
  kernelCases,
  type KernelRow,
  openOwnDecoding,
  openOwnSteps,
  type OperatorProfile,
  productShare,
  type ProductShareRow,
  profileStep,
  race,
  raceDecoding,
  stepRows,
  stepWork,
  timeKernels,
} from "../harness/bench/mod.ts";
import { type EngineChoice, openEngine } from "../harness/engine_choice.ts";
import { type ModelConfig, readConfig } from "../models/mod.ts";
import type { ReadyModel } from "../models/load.ts";
import { decodingPeers, type PeerStart, startPeers, stepPeers } from "./_bench_peers.ts";
import { benchGrowth, benchLoad } from "./_bench_load_growth.ts";
import { kernelTable, productTable, profileTable, rowTable } from "./_bench_tables.ts";
import { chosenEngine } from "./_chosen_engine.ts";
import { readyModel } from "./_ready_model.ts";
import { command, runCommand, UsageError, wholeNumber } from "./_run_command.ts";
import { type Talk, talk as makeTalk } from "./_talk.ts";

interface BenchFlags {
  readonly peers?: readonly string[];
  readonly what: readonly string[];
  readonly tokens: readonly number[];
  readonly batch: readonly number[];
  readonly steps: number;
  readonly rounds: number;
  readonly model: string;
  readonly modelFile?: string;
  readonly engine: string;
  readonly device?: string;
  readonly threads: number;
  readonly python?: string;
  readonly kernels?: boolean;
  readonly profileStep?: boolean;
  readonly products?: boolean;
  readonly load?: boolean;
  readonly growth?: boolean;
  readonly full?: boolean;
  readonly json?: boolean;
}

const peerNames = [...Object.keys(stepPeers), ...Object.keys(decodingPeers)];
const subjects = ["step", "decoding"];

/** Runs the command line `args` and gives its exit status. */
export async function bench(args: readonly string[]): Promise<number> {
  const interrupt = new AbortController();
  const program = command("bench", "Time the fit step against PyTorch's, and both ways of decoding")
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
    .option("--tokens <list>", "numbers of tokens, N", numbers, [16, 32, 64])
    .option("--batch <list>", "texts at a time, B", numbers, [1])
    .option("--steps <n>", "timed steps a round", wholeNumber(1, 100), 5)
    .option("--rounds <n>", "turns each takes", wholeNumber(2, 1000), 6)
    .option("--model <id>", "model", MODELS.default)
    .option("--model-file <path>", "take the model from this file (or the files of this folder)")
    .option("--engine <name>", "ours: onnxruntime or tfjs", "onnxruntime")
    .option("--device <name>", "of the engine; cuda takes PyTorch there too")
    .option("--threads <n>", "threads of each", wholeNumber(1, 512), navigator.hardwareConcurrency)
    .option("--python <path>", "Python that has the packages of bench/peers/requirements.txt")
    .option("--kernels", "time kernels alone instead, with GFLOP/s and GB/s")
    .option("--profile-step", "run the step under the engine's profiler instead: time an operator")
    .option("--products", "time the step beside its own matrix products instead")
    .option("--load", "time a fresh process up to its first step instead, and weigh it")
    .option("--growth", "time made-up models over N, B, layers and width instead: exponents")
    .option("--full", "the larger grid of --growth")
    .option("--json", "print one object per row")
    .action((flags: BenchFlags) => run(flags, { args, signal: interrupt.signal }));
  return await runCommand(program, args, { interrupt });
}

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

interface Running {
  readonly ready: ReadyModel;
  readonly config: ModelConfig;
  readonly engine: EngineChoice;
  readonly talk: Talk;
  /** Makes the figures again. */
  readonly command: string;
  readonly signal: AbortSignal;
}

async function run(
  flags: BenchFlags,
  { args, signal }: { args: readonly string[]; signal: AbortSignal },
): Promise<void> {
  const talk = makeTalk();
  const { ready } = await readyModel(flags.model, { ...flags, talk, signal });
  const running = {
    ready,
    config: readConfig(ready.config),
    engine: await chosenEngine(flags, { ready, threads: flags.threads }),
    talk,
    command: ["deno task bench", ...args].join(" "),
    signal,
  };
  checkSizes(flags, running.config);
  if (flags.kernels) return show(await kernels(flags, running), { flags, table: kernelTable });
  if (flags.profileStep) return await profiles(flags, running);
  if (flags.products) return await products(flags, running);
  if (flags.load) return await benchLoad(flags, running);
  if (flags.growth) return await benchGrowth(flags, running);
  const rows: BenchRow[] = [];
  const add = (fresh: readonly BenchRow[]) => {
    rows.push(...fresh);
    if (flags.json) show(fresh, { flags, table: rowTable });
  };
  try {
    if (flags.what.includes("step")) await steps(flags, { ...running, add });
    if (flags.what.includes("decoding")) await decoding(flags, { ...running, add });
  } finally {
    // What was measured is shown, though the rest failed or was interrupted.
    if (!flags.json && rows.length > 0) show(rows, { flags, table: rowTable });
  }
}

interface Measuring extends Running {
  /** Takes rows as they are measured. */
  readonly add: (rows: readonly BenchRow[]) => void;
}

function checkSizes({ tokens, model }: BenchFlags, { context }: ModelConfig): void {
  const most = Math.max(...tokens);
  if (most < context) return;
  throw new UsageError(
    `Cannot time ${most} tokens: the context of ${model} is ${context}; pass a smaller --tokens`,
  );
}

function show<R>(
  rows: readonly R[],
  { flags, table }: { flags: BenchFlags; table: (rows: readonly R[]) => string },
): void {
  if (!flags.json) return console.log(table(rows));
  for (const row of rows) console.log(JSON.stringify(row));
}

async function steps(flags: BenchFlags, running: Measuring): Promise<void> {
  const { ready, config, engine, talk, signal, command } = running;
  await using open = new AsyncDisposableStack();
  const contestants = [open.use(await openOwnSteps(ready, engine))];
  const peers = { names: flags.peers, start: peerStart(flags, running), talk };
  for (const peer of await startPeers(stepPeers, peers)) contestants.push(open.use(peer));
  const about = new Map(contestants.map((one) => [one.name, one.about]));
  for (const B of flags.batch) {
    for (const N of flags.tokens) {
      const size = { batch: B, tokens: N, warmUpSteps: 2, steps: flags.steps };
      const results = await race(contestants, stepWork(size, { vectors: 2, ...config }), {
        rounds: flags.rounds,
        pause: () => sleep(50, undefined, { signal }),
        onRound: (round) =>
          talk.status(() => `fit step, B = ${B}, N = ${N}: round ${round + 1} of ${flags.rounds}`),
      });
      running.add(stepRows(results, (who) => ({
        model: ready.id,
        B,
        N,
        threads: flags.threads,
        about: about.get(who)!,
        command,
      })));
    }
  }
}

function peerStart(
  { tokens, python, threads }: BenchFlags,
  { ready, engine }: Running,
): PeerStart {
  const device = engine.device === "cuda" ? "cuda" : "cpu";
  return { ready, threads, device, positions: Math.max(...tokens) + 1, python };
}

async function decoding(flags: BenchFlags, running: Measuring): Promise<void> {
  const { ready, config, engine, talk, signal, command } = running;
  await using open = new AsyncDisposableStack();
  const contestants = await openOwnDecoding(ready, engine);
  for (const own of contestants) open.use(own);
  const peers = { names: flags.peers, start: peerStart(flags, running), talk };
  for (const peer of await startPeers(decodingPeers, peers)) contestants.push(open.use(peer));
  const promptId = config.bosId ?? 0;
  for (const N of flags.tokens) {
    const results = await raceDecoding(contestants, { tokens: N, promptId }, {
      rounds: flags.rounds,
      pause: () => sleep(50, undefined, { signal }),
      onRound: (round) =>
        talk.status(() => `decoding, N = ${N}: round ${round + 1} of ${flags.rounds}`),
    });
    const facts = { model: ready.id, B: 1, N, threads: flags.threads, command };
    running.add(decodingRows(results, facts));
  }
}

async function kernels(flags: BenchFlags, running: Running): Promise<KernelRow[]> {
  return await timeKernels(kernelCases, {
    engine: await openEngine(running.engine),
    repetitions: flags.rounds * flags.steps,
    command: running.command,
  });
}

async function products(flags: BenchFlags, running: Running): Promise<void> {
  const { ready, engine, talk, command } = running;
  const rows: ProductShareRow[] = [];
  for (const B of flags.batch) {
    for (const N of flags.tokens) {
      const repetitions = flags.rounds * flags.steps;
      rows.push(
        await productShare(ready, {
          engine,
          size: { batch: B, tokens: N },
          repetitions,
          command,
          onRound: (round) =>
            talk.status(() => `step and products, B = ${B}, N = ${N}: ${round} of ${repetitions}`),
        }),
      );
    }
  }
  show(rows, { flags, table: productTable });
}

async function profiles(flags: BenchFlags, { ready, engine }: Running): Promise<void> {
  if (engine.engine !== "onnxruntime") {
    throw new UsageError(
      `Cannot profile engine "${engine.engine}": only onnxruntime has a profiler`,
    );
  }
  const rows: (OperatorProfile & { B: number; N: number })[] = [];
  for (const B of flags.batch) {
    for (const N of flags.tokens) {
      const options = { engine, size: { batch: B, tokens: N }, steps: flags.steps };
      rows.push({ B, N, ...await profileStep(ready, options) });
    }
  }
  show(rows, { flags, table: (all) => all.map(profileTable).join("\n\n") });
}

if (import.meta.main) Deno.exit(await bench(Deno.args));
