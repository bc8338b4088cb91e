import { milliseconds } from "../records/stopwatch.ts";
import { textsAStep } from "./texts_seen.ts";
import type { CurvePoint, TrainingCheckpoint } from "./training_checkpoint.ts";
import type { TrainingSettings } from "./training_settings.ts";
import { moveParameters, newTrainingState } from "./training_state.ts";
import {
  type EncodedScore,
  type TrainedAgainst,
  type TrainingPrograms,
  trainingPrograms,
} from "./training_step.ts";
import { drawWindows } from "./windows.ts";

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
    progress: { step: number; lossNats: number; millisecondsAStep: number },
  ) => void;
  readonly signal?: AbortSignal;
}

/** Texts of the watched book at each look, a length. */
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
  const { sizes } = against;
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
  let losses = new Map<number, number[]>();
  for (let first = true; state.step < steps; first = false) {
    if (signal?.aborted) break;
    const at = milliseconds();
    const tokens = sizes.lengths[state.step % sizes.lengths.length];
    const { batch, descend } = programs.of(tokens);
    const ids = drawWindows(books, { seed, step: state.step, batch, tokens });
    const { gradients, lossNats } = await descend(ids, state.parameters);
    const loss = mean(lossNats);
    losses.set(tokens, [...losses.get(tokens) ?? [], loss]);
    moveParameters(state, gradients, { sizes, steps, settings });
    const millisecondsAStep = milliseconds() - at;
    // The first one warms up.
    if (!first) options.onStep?.({ step: state.step, lossNats: loss, millisecondsAStep });
    if (state.step % watchEverySteps === 0 || state.step === steps) {
      for (const length of sizes.lengths) {
        const how = { watched, seed, parameters: state.parameters };
        const point = {
          ...{ step: state.step, seconds: told().elapsedSeconds, tokens: length },
          trainLossNats: mean(losses.get(length) ?? [loss]),
          ...await watch(programs.of(length), how),
        };
        curve.push(point);
        options.onPoint?.(point);
      }
      losses = new Map();
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

/** Texts that stay the same from look to look. */
async function watch(
  { score, batch, tokens }: TrainingPrograms,
  { watched, seed, parameters }: {
    readonly watched: Int32Array;
    readonly seed: number;
    readonly parameters: Parameters<TrainingPrograms["score"]>[1];
  },
) {
  const scores: EncodedScore[] = [];
  for (let round = 0; round * batch < watchedTexts; round++) {
    const how = { seed, step: round, batch, tokens, purpose: "encoder-watched" };
    scores.push(await score(drawWindows(watched, how), parameters));
  }
  const correct = scores.flatMap((one) => one.correct);
  return {
    watchedLossNats: mean(scores.flatMap(({ lossNats }) => [...lossNats])),
    watchedAccuracy: mean(correct) / tokens,
    watchedExact: correct.filter((right) => right === tokens).length / correct.length,
  };
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}
