// deno-lint-ignore-file no-console -- a command's result goes to the console
import { join } from "node:path";
import {
  type EncoderMeasurement,
  findEncoder,
  frozenOf,
  measuredLengths,
  measureLength,
  measurementTable,
  measureSpeed,
  openEncoder,
  readBooks,
  tokenRow,
} from "../amortised/mod.ts";
import { openEngine } from "../experiments/engine_choice.ts";
import { fixtureSettings, writeFileAtomic } from "../fixtures/mod.ts";
import { openSession } from "../harness/model_session.ts";
import { openModel } from "../models/mod.ts";
import { type ArrangementName, arrangementNamed } from "../proto/mod.ts";
import { codeSha256 } from "../records/code_sha256.ts";
import { commonStartsOf } from "../records/common_start.ts";
import { openStore } from "../records/store.ts";
import type { StudyContext } from "../study/mod.ts";
import { chosenEngine } from "./_chosen_engine.ts";
import type { Call } from "./_encoder_train.ts";
import { fitProgress } from "./_progress.ts";
import { readyModel } from "./_ready_model.ts";
import { usage, UsageError } from "./_run_command.ts";
import { type Talk, talk as makeTalk } from "./_talk.ts";
import { mustTakeFile } from "./_writable.ts";

export interface EncoderMeasureFlags {
  readonly model: string;
  readonly arrangement: string;
  readonly tokens: readonly number[];
  readonly threads?: number;
  readonly out?: string;
  readonly json?: boolean;
}

/** Measures the encoders of some lengths, prints tables and keeps the data. */
export async function measureForCommand(flags: EncoderMeasureFlags, call: Call): Promise<void> {
  const lengths = flags.tokens.map(measuredAs);
  const arrangement = usage(() => arrangementNamed(flags.arrangement));
  if (flags.out !== undefined) await mustTakeFile(flags.out);
  const talk = makeTalk();
  await using measuring = await openMeasuring(flags, { call, talk });
  const { context, model, engine, books } = measuring;
  const { id, weightsSha256 } = context.model;
  const name = arrangement.name as ArrangementName;
  const start = context.starts!.get(name);
  const told: EncoderMeasurement["lengths"][number][] = [];
  const speed: EncoderMeasurement["speed"][number][] = [];
  for (const how of lengths) {
    const { tokens } = how;
    const wanted = { model: { id, weightsSha256 }, arrangement: name, tokens };
    const encoder = await findEncoder(wanted).catch((error) => {
      throw error instanceof RangeError ? new UsageError(error.message) : error;
    });
    const frozen = frozenOf(encoder, { model, start });
    await using open = openEncoder(encoder, { frozen, engine });
    const against = { encoder, open, model, books, arrangement: name };
    told.push(await measureLength(how, against, context));
    talk.waiting(`  timing N = ${tokens}`);
    const ids = Array.from(books.subarray(0, tokens));
    speed.push(
      await measureSpeed(ids, { model, arrangement, engine, encoder: open, repetitions: 15 }),
    );
    talk.line(`N = ${tokens} is measured`);
  }
  const { command, codeSha256 } = context;
  const measurement: EncoderMeasurement = {
    ...{ model: id, arrangement: name, command, codeSha256, threads: engine.threads },
    ...{ lengths: told, speed },
  };
  const written = `${JSON.stringify(measurement, null, 1)}\n`;
  if (flags.out !== undefined) await writeFileAtomic(flags.out, written);
  console.log(flags.json ? written.trim() : measurementTable(measurement));
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
    [Symbol.asyncDispose]: () => Promise.resolve(session[Symbol.dispose]()),
  };
}
