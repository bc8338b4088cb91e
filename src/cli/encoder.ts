/**
 * `deno task encoder`: trains the network that maps a text to its proto-tokens, and measures it.
 *
 * @module
 */
// deno-lint-ignore-file no-console -- a command's result goes to the console
import { join } from "node:path";
import {
  booksPackage,
  directionsOf,
  drawWindows,
  type EncoderMeasurement,
  encoderPath,
  findEncoder,
  frozenOf,
  type LengthMeasurement,
  measuredLengths,
  measureLength,
  measurementTable,
  measureSpeed,
  moveParameters,
  mustNotBeMeasured,
  newTrainingState,
  openEncoder,
  parameterCount,
  readBooks,
  readTrainingCheckpoint,
  type SpeedMeasurement,
  tokenRow,
  trainEncoder,
  trainingId,
  trainingPath,
  trainingPrograms,
  trainingRun,
  trainingSettings,
  writeEncoder,
  writeTrainingCheckpoint,
} from "../amortised/mod.ts";
import { openEngine } from "../experiments/engine_choice.ts";
import { measuringCommand } from "../bench/bench_file.ts";
import { fixtureSettings, writeFileAtomic } from "../fixtures/mod.ts";
import { openModel } from "../models/mod.ts";
import { openSession } from "../harness/model_session.ts";
import { type ArrangementName, arrangementNamed } from "../proto/mod.ts";
import { codeSha256 } from "../records/code_sha256.ts";
import { openStore } from "../records/store.ts";
import type { StudyContext } from "../study/mod.ts";
import { fitProgress } from "./_progress.ts";
import { mustTakeFile } from "./_writable.ts";
import { commonStartsOf } from "../records/common_start.ts";
import { timed } from "../records/stopwatch.ts";
import { chosenEngine } from "./_chosen_engine.ts";
import { duration } from "./_duration.ts";
import { readyModel } from "./_ready_model.ts";
import { command, runCommand, usage, UsageError, wholeNumber } from "./_run_command.ts";
import { type Talk, talk as makeTalk } from "./_talk.ts";

interface TrainFlags {
  readonly model: string;
  readonly arrangement: string;
  readonly tokens: readonly number[];
  readonly hours: number;
  readonly steps?: number;
  readonly hidden: number;
  readonly blocks: number;
  readonly rate: number;
  readonly stepTokens: number;
  readonly seed: number;
  readonly threads: number;
  readonly out?: string;
  readonly json?: boolean;
}

/** How a command was called, and what ends it early. */
interface Call {
  /** The command line that makes the same again. */
  readonly again: string;
  readonly signal: AbortSignal;
}

/** Runs the command line `args` and gives its exit status. */
export async function encoder(args: readonly string[]): Promise<number> {
  const interrupt = new AbortController();
  const again = measuringCommand(args, { task: "encoder" });
  const program = command("encoder", "Train and measure the map from a text to its proto-tokens");
  program.command("train").description("train an encoder on books that nothing is measured on")
    .exitOverride()
    .option("--model <id>", "model", "tiny-llama")
    .option("--arrangement <name>", "order of the proto-tokens", "[e][m]×(N−1)")
    .option("--tokens <lengths>", "N, or several: 8,16,32", lengths, [8])
    .option("--hours <h>", "how long, reckoned from the first steps", hours, 2)
    .option("--steps <n>", "how many steps, in place of --hours", wholeNumber(1))
    .option("--hidden <n>", "components of the residual stream", wholeNumber(1), 768)
    .option("--blocks <n>", "residual blocks", wholeNumber(0), 2)
    .option("--rate <x>", "highest learning rate", hours, trainingSettings.learningRate)
    .option(
      "--step-tokens <n>",
      "tokens of a step's texts",
      wholeNumber(1),
      trainingSettings.tokensPerStep,
    )
    .option("--seed <n>", "seed of parameters and texts", wholeNumber(0), 1)
    .option("--threads <n>", "threads of the engine", wholeNumber(1, 512), 1)
    .option("--out <folder>", "where encoders are kept (default: the cache)")
    .option("--json", "print one JSON object")
    .action((flags: TrainFlags) => train(flags, { again, signal: interrupt.signal }));
  program.command("measure")
    .description("measure an encoder on held-out books, against baselines and other starts")
    .exitOverride()
    .option("--model <id>", "model", "tiny-llama")
    .option("--arrangement <name>", "order of the proto-tokens", "[e][m]×(N−1)")
    .option("--tokens <lengths>", "N, or several of 4,8,16,32", lengths, [8])
    .option("--threads <n>", "threads of the engine (default: all)", wholeNumber(1, 512))
    .option("--out <file>", "where the data goes (.json)")
    .option("--json", "print the data")
    .action((flags: MeasureFlags) => measure(flags, { again, signal: interrupt.signal }));
  return await runCommand(program, args, {
    interrupt,
    goOn: "Interrupted. Nothing is lost: the same command goes on from here.",
  });
}

async function train(flags: TrainFlags, { again, signal }: Call): Promise<void> {
  const talk = makeTalk();
  const { ready, tokenizer } = await readyModel(flags.model, { talk, signal });
  const arrangement = usage(() => arrangementNamed(flags.arrangement));
  const start = (await commonStartsOf(ready)).get(arrangement.name);
  talk.line("Reading the books");
  const [books, watchedBooks] = await Promise.all([readBooks("train"), readBooks("watch")]);
  await mustNotBeMeasured([...books, ...watchedBooks]);
  const settings = {
    ...trainingSettings,
    seed: flags.seed,
    learningRate: flags.rate,
    tokensPerStep: flags.stepTokens,
  };
  const model = await openModel(ready.weights, ready.config);
  const { width } = model.config;
  const { vectors } = arrangement;
  const sizes = {
    ...{ lengths: flags.tokens, width, vectors },
    ...{ hidden: flags.hidden, blocks: flags.blocks, inner: flags.hidden },
  };
  const { id: name, weightsSha256, tokenizerSha256 } = ready;
  const run = usage(() =>
    trainingRun({
      model: { id: name, weightsSha256, tokenizerSha256 },
      arrangement: arrangement.name,
      ...{ start, sizes, settings, books, threads: flags.threads },
    })
  );
  const { reach, power } = settings;
  const frozen = {
    embeddings: model.embeddings,
    start: start!.proto,
    directions: directionsOf(start!.metric!, { size: vectors * width, reach, power }),
  };
  const choice = await chosenEngine({}, { ready, threads: flags.threads });
  const engine = await openEngine(choice);
  const against = { model, arrangement, sizes, frozen, engine };
  const id = trainingId(run);
  const path = trainingPath(fixtureSettings().cacheFolder, id);
  const from = await readTrainingCheckpoint(path, { id, sizes });
  const row = tokenRow(books, tokenizer);
  talk.line(
    `${parameterCount(sizes).toLocaleString("en")} parameters, ` +
      `${row.length.toLocaleString("en")} tokens of ${books.length} books`,
  );
  if (from !== null) talk.line(`Goes on after step ${from.state.step} of ${from.steps}, ${path}`);
  const steps = flags.steps ?? from?.steps ??
    await stepsIn(3600 * flags.hours, { against, settings, row });
  const trained = await trainEncoder(against, {
    ...{ id, settings, steps, from, signal },
    books: row,
    watched: tokenRow(watchedBooks, tokenizer),
    onCheckpoint: (checkpoint) => writeTrainingCheckpoint(path, checkpoint),
    ...shower(talk, steps),
  });
  const folder = flags.out ?? join(fixtureSettings().cacheFolder, "encoders");
  const { name: order } = arrangement;
  const out = encoderPath(folder, { model: name, arrangement: order, lengths: sizes.lengths });
  const sha256 = await writeEncoder(out, {
    ...{ model: name, weightsSha256, arrangement: order },
    startSha256: run.startSha256,
    metricSha256: run.metricSha256,
    ...{ sizes, reach, power, steps, command: again },
    parameters: trained.state.parameters,
  });
  const { elapsedSeconds, curve } = trained;
  const origin = {
    sha256,
    parameters: parameterCount(sizes),
    steps,
    elapsedSeconds,
    command: again,
  };
  await writeFileAtomic(
    out.replace(/\.safetensors$/, ".origin.json"),
    `${JSON.stringify({ ...origin, package: booksPackage, run, curve }, null, 1)}\n`,
  );
  if (flags.json) console.log(JSON.stringify({ ...origin, out, run, curve }));
  else console.log(`${out}\n${steps} steps in ${duration(elapsedSeconds)}`);
}

interface MeasureFlags {
  readonly model: string;
  readonly arrangement: string;
  readonly tokens: readonly number[];
  readonly threads?: number;
  readonly out?: string;
  readonly json?: boolean;
}

async function measure(flags: MeasureFlags, { again, signal }: Call): Promise<void> {
  const talk = makeTalk();
  if (flags.out !== undefined) await mustTakeFile(flags.out);
  const { ready, tokenizer } = await readyModel(flags.model, { talk, signal });
  const arrangement = usage(() => arrangementNamed(flags.arrangement));
  const { threads = navigator.hardwareConcurrency } = flags;
  const choice = await chosenEngine({}, { ready, threads });
  const engine = await openEngine(choice);
  const model = await openModel(ready.weights, ready.config);
  const starts = await commonStartsOf(ready);
  const start = starts.get(arrangement.name);
  talk.line("Reading the books");
  const books = tokenRow(await readBooks("train"), tokenizer);
  const { id, weightsSha256, tokenizerSha256 } = ready;
  const folder = join(fixtureSettings().cacheFolder, "encoder-measure", id);
  using session = await openSession(ready, choice);
  const code = await codeSha256();
  let show: ReturnType<typeof fitProgress> | undefined;
  const context: StudyContext = {
    model: { id, weightsSha256, tokenizerSha256 },
    ...{ engine: choice, session, tokenizer, folder, starts, signal },
    store: await openStore(join(folder, "store")),
    codeSha256: code,
    command: again,
    onGroup: (title, fits) => {
      show = fitProgress(talk, { title, fits, maxSteps: 5000, batch: 1 });
    },
    onEvent: (event) => show?.(event),
  };
  const told: LengthMeasurement[] = [];
  const speed: SpeedMeasurement[] = [];
  const order = arrangement.name as ArrangementName;
  for (const how of measuredLengths) {
    const { tokens } = how;
    if (!flags.tokens.includes(tokens)) continue;
    const encoder = await findEncoder({ model: ready, arrangement: order, tokens })
      .catch((error) => {
        throw error instanceof RangeError ? new UsageError(error.message) : error;
      });
    const frozen = frozenOf(encoder, { model, start });
    await using open = openEncoder(encoder, { frozen, engine });
    const against = { encoder, open, model, books, arrangement: order };
    told.push(await measureLength(how, against, context));
    talk.waiting(`  timing N = ${tokens}`);
    const ids = Array.from(books.subarray(0, tokens));
    const repetitions = 15;
    speed.push(await measureSpeed(ids, { model, arrangement, engine, encoder: open, repetitions }));
    talk.line(`N = ${tokens} is measured`);
  }
  const measurement: EncoderMeasurement = {
    model: id,
    arrangement: order,
    command: again,
    codeSha256: code,
    threads,
    lengths: told,
    speed,
  };
  const written = `${JSON.stringify(measurement, null, 1)}\n`;
  if (flags.out !== undefined) await writeFileAtomic(flags.out, written);
  console.log(flags.json ? written.trim() : measurementTable(measurement));
}

/** As many steps as a time holds, by the mean of a few. */
async function stepsIn(
  seconds: number,
  { against, settings, row }: {
    readonly against: Parameters<typeof trainEncoder>[0];
    readonly settings: typeof trainingSettings;
    readonly row: Int32Array;
  },
): Promise<number> {
  const { sizes } = against;
  const state = newTrainingState(sizes, settings.seed);
  let each = 0;
  for (const tokens of sizes.lengths) {
    const batch = Math.max(1, Math.floor(settings.tokensPerStep / tokens));
    await using programs = await trainingPrograms(against, { batch, tokens });
    const ids = drawWindows(row, { seed: settings.seed, step: 0, batch, tokens });
    const step = async () => {
      const { gradients } = await programs.descend(ids, state.parameters);
      moveParameters(state, gradients, { sizes, steps: 1000, settings });
    };
    await step();
    await step();
    const { elapsed } = await timed(async () => {
      for (let i = 0; i < 8; i++) await step();
    });
    each += elapsed / 8 / sizes.lengths.length;
  }
  return Math.max(1, Math.round(1000 * seconds / each));
}

function shower(talk: Talk, steps: number) {
  let pace = 0;
  return {
    onStep({ step, lossNats, millisecondsAStep }: {
      step: number;
      lossNats: number;
      millisecondsAStep: number;
    }) {
      pace = pace === 0 ? millisecondsAStep : 0.98 * pace + 0.02 * millisecondsAStep;
      talk.status(() =>
        `  step ${step} of ${steps}, ${lossNats.toFixed(2)} nats a token, ` +
        `${pace.toFixed(0)} ms a step, about ${duration((steps - step) * pace / 1000)} left`
      );
    },
    onPoint({ step, tokens, trainLossNats, watchedLossNats, watchedAccuracy, watchedExact }: {
      step: number;
      tokens: number;
      trainLossNats: number;
      watchedLossNats: number;
      watchedAccuracy: number;
      watchedExact: number;
    }) {
      talk.line(
        `step ${step}, N = ${tokens}: ${trainLossNats.toFixed(3)} nats a token; on the watched ` +
          `book ${watchedLossNats.toFixed(3)}, ${(100 * watchedAccuracy).toFixed(1)} % of tokens ` +
          `right, ${(100 * watchedExact).toFixed(1)} % of texts exact`,
      );
    },
  };
}

function lengths(text: string): readonly number[] {
  const all = text.split(",").map(wholeNumber(1));
  return [...new Set(all)].sort((a, b) => a - b);
}

function hours(text: string): number {
  return usage(() => {
    const value = Number(text);
    if (Number.isFinite(value) && value > 0) return value;
    throw new RangeError(`Want a positive number, got "${text}"`);
  });
}

if (import.meta.main) Deno.exit(await encoder(Deno.args));
