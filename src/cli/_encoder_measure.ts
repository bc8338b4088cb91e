// deno-lint-ignore-file no-console -- a command's result goes to the console
import { join, resolve } from "node:path";
import {
  addEncoderData,
  encoderData,
  type EncoderMeasurement,
  type EncoderOrigin,
  findEncoder,
  frozenOf,
  measuredLengths,
  measureLength,
  measurementTable,
  measureSpeed,
  openEncoder,
  readBooks,
  readEncoderData,
  readOrigin,
  tokenRow,
} from "../amortised/mod.ts";
import { openEngine } from "../experiments/engine_choice.ts";
import { fixtureSettings, writeFileAtomic } from "../fixtures/mod.ts";
import { openSession } from "../harness/model_session.ts";
import type { ReadyModel } from "../models/load.ts";
import { openModel } from "../models/mod.ts";
import { type ArrangementName, arrangementNamed } from "../proto/mod.ts";
import { codeSha256 } from "../records/code_sha256.ts";
import { commonStartsOf } from "../records/common_start.ts";
import { milliseconds } from "../records/stopwatch.ts";
import { openStore } from "../records/store.ts";
import { addToStudy, readStudyFolder, type StudyContext } from "../study/mod.ts";
import { chosenEngine } from "./_chosen_engine.ts";
import type { Call } from "./_encoder_train.ts";
import { fitProgress } from "./_progress.ts";
import { readyModel } from "./_ready_model.ts";
import { usage, UsageError } from "./_run_command.ts";
import { type Talk, talk as makeTalk } from "./_talk.ts";
import { mustTakeFile, mustTakeFolder } from "./_writable.ts";

export interface EncoderMeasureFlags {
  readonly model: string;
  readonly arrangement: string;
  readonly tokens: readonly number[];
  readonly threads?: number;
  /** A .json file for the data of this call, or a study's folder that it is added to. */
  readonly out?: string;
  readonly json?: boolean;
}

/** Measures the encoders of some lengths, prints tables and keeps the data. */
export async function measureForCommand(flags: EncoderMeasureFlags, call: Call): Promise<void> {
  const lengths = flags.tokens.map(measuredAs);
  const arrangement = usage(() => arrangementNamed(flags.arrangement));
  const { file, keep } = await outlet(flags.out);
  const talk = makeTalk();
  await using measuring = await openMeasuring(flags, { call, talk });
  const { context, model, engine, books, weightsSource } = measuring;
  const { id, weightsSha256 } = context.model;
  const name = arrangement.name as ArrangementName;
  const start = context.starts!.get(name);
  const { command, codeSha256 } = context;
  const facts = { model: id, arrangement: name, command, codeSha256, threads: engine.threads };
  const parts: EncoderMeasurement[] = [];
  for (const how of lengths) {
    const { tokens } = how;
    const wanted = { model: { id, weightsSha256 }, arrangement: name, tokens };
    const encoder = await findEncoder(wanted).catch((error) => {
      throw error instanceof RangeError ? new UsageError(error.message) : error;
    });
    const frozen = frozenOf(encoder, { model, start });
    await using open = openEncoder(encoder, { frozen, engine });
    const against = { encoder, open, model, books, arrangement: name };
    const length = await measureLength(how, against, context);
    talk.waiting(`  timing N = ${tokens}`);
    const ids = Array.from(books.subarray(0, tokens));
    const speed = await measureSpeed(ids, {
      ...{ model, arrangement, engine, encoder: open, repetitions: 15 },
    });
    const part = { ...facts, lengths: [length], speed: [speed] };
    parts.push(part);
    await keep?.(part, { origin: await readOrigin(encoder), weightsSource });
    talk.line(`N = ${tokens} is measured`);
  }
  const measurement: EncoderMeasurement = {
    ...facts,
    lengths: parts.flatMap(({ lengths }) => lengths),
    speed: parts.flatMap(({ speed }) => speed),
  };
  const written = `${JSON.stringify(measurement, null, 1)}\n`;
  if (file !== undefined) await writeFileAtomic(file, written);
  console.log(flags.json ? written.trim() : measurementTable(measurement));
}

/**
 * Where the data goes: a file named .json in the end, or length by length into a study's folder. A
 * place that cannot take it is found out before anything is measured.
 */
async function outlet(out: string | undefined) {
  if (out === undefined) return {};
  if (out.endsWith(".json")) {
    await mustTakeFile(out);
    return { file: out };
  }
  const folder = resolve(out);
  await mustTakeFolder(folder);
  await readStudyFolder(folder).catch((error) => {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  });
  await readEncoderData(folder);
  let since = milliseconds();
  const keep = async (
    measurement: EncoderMeasurement,
    { origin, weightsSource }: {
      readonly origin: EncoderOrigin | null;
      readonly weightsSource: ReadyModel["source"];
    },
  ) => {
    const now = milliseconds();
    await addToStudy(folder, {
      facts: { weightsSource, command: measurement.command },
      elapsedSeconds: (now - since) / 1000,
      beside: (place) =>
        addEncoderData(place, encoderData(measurement, origin === null ? [] : [origin])),
    });
    since = now;
  };
  return { keep };
}

/** @throws UsageError where nothing is measured at that length */
function measuredAs(tokens: number) {
  const found = measuredLengths.find((one) => one.tokens === tokens);
  if (found !== undefined) return found;
  const known = measuredLengths.map((one) => one.tokens).join(", ");
  throw new UsageError(`Cannot measure texts of ${tokens} tokens: those of ${known} are measured`);
}

/** Opens what all lengths are measured with; fits are kept, so that a run that was stopped goes on. */
async function openMeasuring(
  flags: EncoderMeasureFlags,
  { call: { again, signal }, talk }: { readonly call: Call; readonly talk: Talk },
) {
  const { ready, tokenizer } = await readyModel(flags.model, { talk, signal });
  const { threads = navigator.hardwareConcurrency } = flags;
  const choice = await chosenEngine({}, { ready, threads });
  const engine = await openEngine(choice);
  const model = await openModel(ready.weights, ready.config);
  talk.line("Reading the books");
  const books = tokenRow(await readBooks("train"), tokenizer);
  const { id, weightsSha256, tokenizerSha256 } = ready;
  const folder = join(fixtureSettings().cacheFolder, "encoder-measure", id);
  const session = await openSession(ready, choice);
  let show: ReturnType<typeof fitProgress> | undefined;
  const context: StudyContext = {
    model: { id, weightsSha256, tokenizerSha256 },
    ...{ engine: choice, session, tokenizer, folder, signal },
    starts: await commonStartsOf(ready),
    store: await openStore(join(folder, "store")),
    codeSha256: await codeSha256(),
    command: again,
    onGroup: (title, fits) => {
      show = fitProgress(talk, { title, fits, maxSteps: 5000, batch: 1 });
    },
    onEvent: (event) => show?.(event),
  };
  return {
    ...{ context, model, engine, books },
    weightsSource: ready.source,
    [Symbol.asyncDispose]: () => Promise.resolve(session[Symbol.dispose]()),
  };
}
