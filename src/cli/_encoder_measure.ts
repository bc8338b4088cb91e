// deno-lint-ignore-file no-console -- a command's result goes to the console
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
  textsByGenre,
  tokenRow,
  trainingLossNamed,
} from "../amortised/mod.ts";
import { openEngine } from "../experiments/engine_choice.ts";
import { writeFileAtomic } from "../fixtures/mod.ts";
import type { ReadyModel } from "../models/load.ts";
import { openModel } from "../models/mod.ts";
import { type ArrangementName, arrangementNamed } from "../proto/mod.ts";
import { encoderFitsFolder } from "./_fitted_for_training.ts";
import { readyModel } from "./_ready_model.ts";
import { usage, UsageError } from "./_run_command.ts";
import { type Call, openStudyContext } from "./_study_context.ts";
import { studyFolder } from "./_study_folder.ts";
import { type Talk, talk as makeTalk } from "./_talk.ts";
import { mustTakeFile } from "./_writable.ts";

export interface EncoderMeasureFlags {
  readonly model: string;
  readonly arrangement: string;
  readonly tokens: readonly number[];
  readonly loss: string;
  readonly threads?: number;
  /** A .json file for the data of this call, or a study's folder that it is added to. */
  readonly out?: string;
  readonly json?: boolean;
}

/** Measures the encoders of some lengths, prints tables and keeps the data. */
export async function measureForCommand(flags: EncoderMeasureFlags, call: Call): Promise<void> {
  const lengths = flags.tokens.map(measuredAs);
  const arrangement = usage(() => arrangementNamed(flags.arrangement));
  const named = usage(() => trainingLossNamed(flags.loss));
  const loss = named === "cross-entropy" ? undefined : named;
  const { file, keep } = await outlet(flags.out);
  const talk = makeTalk();
  using measuring = await openMeasuring(flags, { call, talk });
  const { context, model, engine, books, texts, weightsSource } = measuring;
  const { id, weightsSha256 } = context.model;
  const name = arrangement.name as ArrangementName;
  const start = context.starts!.get(name);
  const { command, codeSha256 } = context;
  const facts = { model: id, arrangement: name, command, codeSha256, threads: engine.threads };
  const parts: EncoderMeasurement[] = [];
  for (const how of lengths) {
    const { tokens } = how;
    const wanted = { model: { id, weightsSha256 }, arrangement: name, tokens, loss };
    const encoder = await findEncoder(wanted).catch((error) => {
      throw error instanceof RangeError ? new UsageError(error.message) : error;
    });
    const frozen = frozenOf(encoder, { model, start });
    await using open = openEncoder(encoder, { frozen, engine });
    const against = { encoder, open, model, books, texts, arrangement: name };
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
  const { folder, add } = await studyFolder(out);
  await readEncoderData(folder);
  const keep = async (
    measurement: EncoderMeasurement,
    { origin, weightsSource }: {
      readonly origin: EncoderOrigin | null;
      readonly weightsSource: ReadyModel["source"];
    },
  ) => {
    await add({
      facts: { weightsSource, command: measurement.command },
      beside: (place) =>
        addEncoderData(place, encoderData(measurement, origin === null ? [] : [origin])),
    });
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
  const opened = await readyModel(flags.model, { talk, signal });
  const { ready, tokenizer } = opened;
  const folder = encoderFitsFolder(ready.id);
  const how = { threads: flags.threads, folder, command: again, talk, signal };
  const study = await openStudyContext(opened, how);
  const engine = await openEngine(study.context.engine);
  const model = await openModel(ready.weights, ready.config);
  talk.line("Reading the books");
  const books = tokenRow(await readBooks("train"), tokenizer);
  const texts = await textsByGenre(tokenizer);
  return { ...study, model, engine, books, texts, weightsSource: ready.source };
}
