import { milliseconds } from "../records/stopwatch.ts";
import type { Parameters } from "./encoder_sizes.ts";
import type { Fitted } from "./fitted_windows.ts";
import { textsAStep } from "./texts_seen.ts";
import { drawFitted, trainingTexts } from "./training_texts.ts";
import type { CurvePoint, TrainingCheckpoint } from "./training_checkpoint.ts";
import type { TrainingSettings } from "./training_settings.ts";
import { moveParameters, newTrainingState } from "./training_state.ts";
import {
  type EncodedScore,
  type TrainedAgainst,
  type TrainingPrograms,
  trainingPrograms,
} from "./training_step.ts";
import { drawWindows, type WindowDraw } from "./windows.ts";

/** What a run of training is told, and whom it tells. */
export interface TrainingOptions {
  /** As trainingId() gives it. */
  readonly id: string;
  readonly settings: TrainingSettings;
  /** Steps in all. */
  readonly steps: number;
  /** Ids of the books, and of those that are watched. */
  readonly books: Int32Array;
  readonly watched: Int32Array;
  /** Where a run that was stopped had come to. */
  readonly from?: TrainingCheckpoint | null;
  /** Steps from one look at the watched book to the next. */
  readonly watchEverySteps?: number;
  /** What is lost at most where the process is killed. */
  readonly checkpointEverySeconds?: number;
  readonly onCheckpoint?: (checkpoint: TrainingCheckpoint) => Promise<void>;
  readonly onPoint?: (point: CurvePoint) => void;
  readonly onStep?: (
    progress: { step: number; loss: number; millisecondsAStep: number },
  ) => void;
  readonly signal?: AbortSignal;
}

/** Texts at each look, a length. */
const watchedTexts = 256;

/**
 * Trains an encoder from where it is to the last step; lengths take turns, step by step. Every step
 * is decided by its number and the settings, so that a run that is stopped and goes on comes to the
 * same bits.
 *
 * @throws the signal's reason where it aborts, after a last checkpoint
 */
export async function trainEncoder(
  against: TrainedAgainst,
  { id, settings, steps, books, watched, from, ...options }: TrainingOptions,
): Promise<TrainingCheckpoint> {
  const { watchEverySteps = 500, checkpointEverySeconds = 60, signal } = options;
  const { sizes, fitted } = against;
  const { seed, tokensPerStep } = settings;
  const state = from?.state ?? newTrainingState(sizes, seed);
  const curve = [...from?.curve ?? []];
  const plans = [...from?.plans ?? []];
  if (plans.at(-1)?.steps !== steps) plans.push({ fromStep: state.step, steps });
  const begun = milliseconds() - 1000 * (from?.elapsedSeconds ?? 0);
  const told = (): TrainingCheckpoint => ({
    ...{ id, state, steps, plans, curve },
    elapsedSeconds: (milliseconds() - begun) / 1000,
  });
  await using programs = await allPrograms(against, tokensPerStep);
  let kept = milliseconds();
  let past = new Map<number, number[]>();
  for (let first = true; state.step < steps; first = false) {
    if (signal?.aborted) break;
    const at = milliseconds();
    const tokens = sizes.lengths[state.step % sizes.lengths.length];
    const { batch, descend } = programs.of(tokens);
    const how = { seed, step: state.step, batch, tokens };
    const texts = trainingTexts({ books, fitted }, how);
    const { gradients, losses } = await descend(texts, state.parameters);
    const loss = mean(losses);
    past.set(tokens, [...past.get(tokens) ?? [], loss]);
    moveParameters(state, gradients, { sizes, steps, settings });
    const millisecondsAStep = milliseconds() - at;
    // The first one warms up.
    if (!first) options.onStep?.({ step: state.step, loss, millisecondsAStep });
    if (state.step % watchEverySteps === 0 || state.step === steps) {
      for (const length of sizes.lengths) {
        const how = { seed, parameters: state.parameters };
        const trained = { loss: mean(past.get(length) ?? [loss]), fitted };
        const point = {
          ...{ step: state.step, seconds: told().elapsedSeconds, tokens: length },
          ...await trainedOn(programs.of(length), { ...trained, ...how }),
          ...await watch(programs.of(length), { watched, ...how }),
        };
        curve.push(point);
        options.onPoint?.(point);
      }
      past = new Map();
    }
    if (milliseconds() - kept < 1000 * checkpointEverySeconds) continue;
    await options.onCheckpoint?.(told());
    kept = milliseconds();
  }
  const last = told();
  await options.onCheckpoint?.(last);
  signal?.throwIfAborted();
  return last;
}

async function allPrograms({ sizes, ...against }: TrainedAgainst, tokensPerStep: number) {
  const made = new Map<number, TrainingPrograms>();
  for (const tokens of sizes.lengths) {
    const batch = textsAStep({ tokens, tokensPerStep });
    made.set(tokens, await trainingPrograms({ sizes, ...against }, { batch, tokens }));
  }
  return {
    of: (tokens: number) => made.get(tokens)!,
    async [Symbol.asyncDispose]() {
      for (const programs of made.values()) await programs[Symbol.asyncDispose]();
    },
  };
}

/** What a look is at: the parameters, by texts that stay the same from look to look. */
interface Look {
  readonly seed: number;
  readonly parameters: Parameters;
}

/**
 * How the texts of training come out: as the steps since the last look had them or, where those went
 * by distance, straight from the encoder as the frozen model sees it, some of the fitted windows.
 */
async function trainedOn(
  programs: TrainingPrograms,
  { loss, fitted, ...how }: Look & { readonly loss: number; readonly fitted?: Fitted },
) {
  if (fitted === undefined) return { trainLossNats: loss };
  const windows = fitted.windows.get(programs.tokens)!;
  const scores = await scoresOf(programs, { ...how, draw: (at) => drawFitted(windows, at).ids });
  return { trainLossNats: meanNats(scores), trainDistance: loss };
}

async function watch(
  programs: TrainingPrograms,
  { watched, ...how }: Look & { readonly watched: Int32Array },
) {
  const scores = await scoresOf(programs, { ...how, draw: (at) => drawWindows(watched, at) });
  const { tokens } = programs;
  const correct = scores.flatMap((one) => one.correct);
  return {
    watchedLossNats: meanNats(scores),
    watchedAccuracy: mean(correct) / tokens,
    watchedExact: correct.filter((right) => right === tokens).length / correct.length,
  };
}

async function scoresOf(
  { score, batch, tokens }: TrainingPrograms,
  { draw, seed, parameters }: Look & {
    readonly draw: (at: WindowDraw) => readonly number[];
  },
): Promise<EncodedScore[]> {
  const scores: EncodedScore[] = [];
  for (let round = 0; round * batch < watchedTexts; round++) {
    const at = { seed, step: round, batch, tokens, purpose: "encoder-watched" };
    scores.push(await score(draw(at), parameters));
  }
  return scores;
}

function meanNats(scores: readonly EncodedScore[]): number {
  return mean(scores.flatMap(({ lossNats }) => [...lossNats]));
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}
