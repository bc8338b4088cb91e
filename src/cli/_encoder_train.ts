// deno-lint-ignore-file no-console -- a command's result goes to the console
import { join } from "node:path";
import {
  backFrom,
  booksPackage,
  type BookText,
  type CurvePoint,
  type EncoderOrigin,
  encoderPath,
  frozenOf,
  moveParameters,
  mustNotBeMeasured,
  newTrainingState,
  originPath,
  parameterCount,
  readBooks,
  readTrainingCheckpoint,
  textsAStep,
  tokenRow,
  type TrainedAgainst,
  trainEncoder,
  type TrainingCheckpoint,
  trainingId,
  type TrainingLoss,
  trainingLossNamed,
  trainingPath,
  trainingPrograms,
  type TrainingRun,
  trainingRun,
  type TrainingSettings,
  trainingSettings,
  trainingTexts,
  writeEncoder,
  writeTrainingCheckpoint,
} from "../amortised/mod.ts";
import { openEngine } from "../experiments/engine_choice.ts";
import { fixtureSettings, writeFileAtomic } from "../fixtures/mod.ts";
import { openModel } from "../models/mod.ts";
import { type ArrangementName, arrangementNamed } from "../proto/mod.ts";
import { commonStartsOf } from "../records/common_start.ts";
import { timed } from "../records/stopwatch.ts";
import { chosenEngine } from "./_chosen_engine.ts";
import { duration } from "./_duration.ts";
import { fittedForTraining } from "./_fitted_for_training.ts";
import { readyModel, type ReadyToRun } from "./_ready_model.ts";
import { usage, UsageError } from "./_run_command.ts";
import type { Call } from "./_study_context.ts";
import { type Talk, talk as makeTalk } from "./_talk.ts";

export interface EncoderTrainFlags {
  readonly model: string;
  readonly arrangement: string;
  readonly tokens: readonly number[];
  readonly loss: string;
  readonly fittedTexts?: number;
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

/** Trains an encoder from where it is, and keeps what came of it beside how it came. */
export async function trainForCommand(
  flags: EncoderTrainFlags,
  call: Call,
): Promise<void> {
  const loss = lossAsked(flags);
  const { again, signal } = call;
  const talk = makeTalk();
  const opened = await readyModel(flags.model, { talk, signal });
  const { tokenizer } = opened;
  talk.line("Reading the books");
  const [books, watched] = await Promise.all([readBooks("train"), readBooks("watch")]);
  await mustNotBeMeasured([...books, ...watched]);
  const row = tokenRow(books, tokenizer);
  const { run, against } = await prepared(flags, { loss, opened, books, row, talk, call });
  const { settings, sizes } = run;
  const id = trainingId(run);
  const path = trainingPath(fixtureSettings().cacheFolder, id);
  const from = await readTrainingCheckpoint(path, { id, sizes });
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
    watched: tokenRow(watched, tokenizer),
    onCheckpoint: (checkpoint) => writeTrainingCheckpoint(path, checkpoint),
    ...shower(talk, { steps, loss }),
  });
  const folder = flags.out ?? join(fixtureSettings().cacheFolder, "encoders");
  const kept = await keep(trained, { run, folder, command: again });
  if (flags.json) console.log(JSON.stringify(kept));
  else console.log(`${kept.path}\n${steps} steps in ${duration(trained.elapsedSeconds)}`);
}

/** @throws UsageError where there is no such loss, or windows are to be fitted that it has no use for */
function lossAsked({ loss, fittedTexts }: EncoderTrainFlags): TrainingLoss {
  const named = usage(() => trainingLossNamed(loss));
  if (named !== "distance" && fittedTexts !== undefined) {
    throw new UsageError(
      `Cannot train by ${named} on fitted texts: it goes by none, ask for --loss distance or leave ` +
        `--fitted-texts out`,
    );
  }
  return named;
}

/** Windows that are fitted of each length, where nothing else is said. */
export const defaultFittedTexts = 1024;

/** All that decides the run, and what is trained. */
async function prepared(
  { tokens, hidden, blocks, seed, rate, stepTokens, threads, ...flags }: EncoderTrainFlags,
  { loss, opened, books, row, talk, call }: {
    readonly loss: TrainingLoss;
    readonly opened: ReadyToRun;
    readonly books: readonly BookText[];
    readonly row: Int32Array;
    readonly talk: Talk;
    readonly call: Call;
  },
): Promise<{ readonly run: TrainingRun; readonly against: TrainedAgainst }> {
  const { ready } = opened;
  const arrangement = usage(() => arrangementNamed(flags.arrangement));
  const start = (await commonStartsOf(ready)).get(arrangement.name);
  const model = await openModel(ready.weights, ready.config);
  const { vectors } = arrangement;
  const { width } = model.config;
  const settings = { ...trainingSettings, seed, learningRate: rate, tokensPerStep: stepTokens };
  const sizes = { lengths: tokens, width, vectors, hidden, blocks, inner: hidden };
  const { id, weightsSha256, tokenizerSha256 } = ready;
  const run = usage(() =>
    trainingRun({
      model: { id, weightsSha256, tokenizerSha256 },
      arrangement: arrangement.name,
      ...{ start, sizes, settings, books, threads },
    })
  );
  const { reach, power } = settings;
  const frozen = frozenOf({ ...run, reach, power }, { model, start });
  const engine = await openEngine(await chosenEngine({}, { ready, threads }));
  const against = { model, arrangement, sizes, frozen, engine };
  if (loss === "cross-entropy") return { run, against };
  const { windows, fitted } = await fittedForTraining(opened, {
    ...{ lengths: tokens, count: flags.fittedTexts ?? defaultFittedTexts, books: row },
    ...{ arrangement: arrangement.name as ArrangementName, threads, talk, call },
  });
  const back = backFrom(start!.metric!, { size: vectors * width, reach, power });
  return {
    run: { ...run, loss, fitted },
    against: { ...against, fitted: { windows, back } },
  };
}

/** Writes the encoder, and beside it where it comes from: data, seed, curve, time, command. */
async function keep(
  { state: { parameters }, steps, plans, elapsedSeconds, curve }: TrainingCheckpoint,
  { run, folder, command }: {
    readonly run: TrainingRun;
    readonly folder: string;
    readonly command: string;
  },
) {
  const { model: { id: model, weightsSha256 }, arrangement, sizes, settings, loss } = run;
  const { reach, power } = settings;
  const path = encoderPath(folder, { model, arrangement, lengths: sizes.lengths, loss });
  const sha256 = await writeEncoder(path, {
    ...{ model, weightsSha256, arrangement, sizes, reach, power, parameters, steps, loss, command },
    startSha256: run.startSha256,
    metricSha256: run.metricSha256,
  });
  const origin: EncoderOrigin = {
    ...{ sha256, parameters: parameterCount(sizes), steps, elapsedSeconds, command },
    ...{ plans, package: booksPackage, run, curve },
  };
  await writeFileAtomic(originPath(path), `${JSON.stringify(origin, null, 1)}\n`);
  return { path, ...origin };
}

/** Steps of each length that are timed, after two that are not. */
const timedSteps = 8;

/** As many steps as a time holds, by the mean of a few. */
async function stepsIn(
  seconds: number,
  { against, settings, row }: {
    readonly against: TrainedAgainst;
    readonly settings: TrainingSettings;
    readonly row: Int32Array;
  },
): Promise<number> {
  const { sizes } = against;
  const { seed, tokensPerStep } = settings;
  const state = newTrainingState(sizes, seed);
  let each = 0;
  for (const tokens of sizes.lengths) {
    const batch = textsAStep({ tokens, tokensPerStep });
    await using programs = await trainingPrograms(against, { batch, tokens });
    const texts = trainingTexts({ books: row, fitted: against.fitted }, {
      ...{ seed, step: 0, batch, tokens },
    });
    const make = async (count: number) => {
      for (let i = 0; i < count; i++) {
        const { gradients } = await programs.descend(texts, state.parameters);
        moveParameters(state, gradients, { sizes, steps: 1000, settings });
      }
    };
    await make(2);
    const { elapsed } = await timed(() => make(timedSteps));
    each += elapsed / timedSteps / sizes.lengths.length;
  }
  return Math.max(1, Math.round(1000 * seconds / each));
}

function shower(
  talk: Talk,
  { steps, loss: named }: { readonly steps: number; readonly loss: TrainingLoss },
) {
  let pace = 0;
  const shownLoss = (loss: number) =>
    named === "distance" ? `distance ${loss.toFixed(4)}` : `${loss.toFixed(2)} nats a token`;
  return {
    onStep({ step, loss, millisecondsAStep }: {
      readonly step: number;
      readonly loss: number;
      readonly millisecondsAStep: number;
    }) {
      pace = pace === 0 ? millisecondsAStep : 0.98 * pace + 0.02 * millisecondsAStep;
      talk.status(() =>
        `  step ${step} of ${steps}, ${shownLoss(loss)}, ` +
        `${pace.toFixed(0)} ms a step, about ${duration((steps - step) * pace / 1000)} left`
      );
    },
    onPoint(point: CurvePoint) {
      const { step, tokens, trainLossNats, trainDistance } = point;
      const { watchedLossNats, watchedAccuracy, watchedExact } = point;
      const distance = trainDistance === undefined ? "" : `distance ${trainDistance.toFixed(4)}, `;
      talk.line(
        `step ${step}, N = ${tokens}: ${distance}${
          trainLossNats.toFixed(3)
        } nats a token; on the watched ` +
          `book ${watchedLossNats.toFixed(3)}, ${(100 * watchedAccuracy).toFixed(1)} % of tokens ` +
          `right, ${(100 * watchedExact).toFixed(1)} % of texts exact`,
      );
    },
  };
}
