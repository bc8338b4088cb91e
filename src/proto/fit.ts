import { float32, floats, int64, integers, type Program } from "../runtime/mod.ts";
import { normals, stream } from "../random/mod.ts";
import { type AdamWState, adamWState, adamWStep } from "./adamw.ts";
import type { Recipe } from "./recipe.ts";
import { emptyTrajectory, record, type Sample, type Trajectory } from "./trajectory.ts";

/** One text to fit. */
export interface FitTask {
  readonly id: string;
  /** N token ids. */
  readonly targets: readonly number[];
  readonly seed: number;
  /** Which of the seed's streams starts it; tells texts apart that share a seed. */
  readonly index: number;
  readonly recipe: Recipe;
  /** A state left by an earlier run; the fit goes on from it to the same bits. */
  readonly resume?: FitState;
}

/** One start of a fit, over. */
export interface Attempt {
  readonly seed: number;
  readonly steps: number;
  readonly accuracy: number;
  readonly outcome: "exact" | "stalled" | "budget";
}

/** All a fit needs to go on. Plain data but for the vectors. */
export interface FitState {
  /** [K, D], the vectors being trained. */
  readonly proto: Float32Array;
  readonly optimiser: AdamWState;
  /** [K, D], the vectors of the best accuracy so far, over all starts. */
  readonly best: Float32Array;
  bestAccuracy: number;
  /** Loss at `best`, nats a token. */
  bestLossNats: number;
  /** Optimiser steps over all starts. */
  steps: number;
  seed: number;
  /** Of this start: its best accuracy, and the step (of the start) at which it was reached. */
  startAccuracy: number;
  startBestStep: number;
  attempts: Attempt[];
  trajectory: Trajectory;
}

/** A fit that has ended. */
export interface FittedText {
  readonly task: FitTask;
  /** [K, D], the best vectors seen: at accuracy 1, those of that very forward pass. */
  readonly proto: Float32Array;
  readonly accuracy: number;
  readonly lossNats: number;
  readonly steps: number;
  readonly attempts: readonly Attempt[];
  readonly trajectory: readonly Sample[];
}

export interface FitOptions {
  /** Compiled {@link fitGraph} for B texts of N tokens. */
  readonly program: Program;
  readonly batch: number;
  readonly tokens: number;
  /** K and D of the arrangement and the model. */
  readonly vectors: number;
  readonly width: number;
  /** Asked before every engine call; true ends the run with the unfinished states. */
  readonly stop?: () => boolean;
  /** After every engine call: the slots in work. */
  readonly onStep?: (slots: readonly Slot[]) => void | Promise<void>;
  readonly onFitted?: (fitted: FittedText) => void | Promise<void>;
  /** A start has stalled and the next seed takes over. */
  readonly onRestart?: (task: FitTask, next: { seed: number; attempt: Attempt }) => void;
}

/** A place in the batch and the fit in it. */
export interface Slot {
  readonly task: FitTask;
  readonly state: FitState;
}

/**
 * Fits every task, B at a time: a fit that is exact or out of budget leaves its slot to the next
 * one, so the batch stays full. Fits do not see each other: each has its own vectors, optimiser
 * and random stream.
 *
 *     forward + gradient (engine) → score → exact? keep : AdamW (host) → next
 *
 * @returns slots unfinished because `stop` said so; empty when all is done
 */
export async function fitAll(tasks: readonly FitTask[], options: FitOptions): Promise<Slot[]> {
  const { program, batch, tokens, vectors, width, stop = () => false } = options;
  const size = vectors * width;
  const waiting = [...tasks];
  const slots: (Slot | null)[] = new Array(batch).fill(null);
  const proto = new Float32Array(batch * size);
  const targets = new Array<number>(batch * tokens).fill(0);
  for (;;) {
    for (let at = 0; at < batch; at++) {
      if (slots[at] !== null) continue;
      const task = waiting.shift();
      if (task === undefined) continue;
      if (task.targets.length !== tokens) {
        throw new RangeError(
          `Cannot fit "${task.id}": it has ${task.targets.length} tokens, the graph takes ${tokens}`,
        );
      }
      slots[at] = openSlot(task, size);
      task.targets.forEach((id, i) => targets[at * tokens + i] = id);
    }
    const open = slots.filter((slot) => slot !== null);
    if (open.length === 0 || stop()) return open;
    slots.forEach((slot, at) => proto.set(slot?.state.proto ?? new Float32Array(size), at * size));
    const results = await program.run({
      proto: float32(proto, [batch, vectors, width]),
      targets: int64(targets, [batch, tokens]),
    });
    const [losses, gradient] = [floats(results.loss), floats(results.gradient)];
    const predictions = integers(results.prediction);
    const finished: Slot[] = [];
    for (const [at, slot] of slots.entries()) {
      if (slot === null) continue;
      const done = advance(slot, {
        lossNats: losses[at],
        prediction: predictions.slice(at * tokens, (at + 1) * tokens),
        gradient: gradient.subarray(at * size, (at + 1) * size),
        onRestart: options.onRestart,
      });
      if (!done) continue;
      slots[at] = null;
      finished.push(slot);
    }
    await options.onStep?.(open);
    for (const slot of finished) await options.onFitted?.(ended(slot));
  }
}

function openSlot(task: FitTask, size: number): Slot {
  return { task, state: task.resume ?? initialState(task, size) };
}

function initialState({ seed, index, recipe }: FitTask, size: number): FitState {
  return {
    proto: initialVectors(recipe, { seed, index, size }),
    optimiser: adamWState(size),
    best: new Float32Array(size),
    bestAccuracy: -1,
    bestLossNats: Infinity,
    steps: 0,
    seed,
    startAccuracy: -1,
    startBestStep: 0,
    attempts: [],
    trajectory: emptyTrajectory(),
  };
}

/** Rows e, m, … of a start: normal components from the stream (seed, "proto-init", index). */
export function initialVectors(
  recipe: Recipe,
  { seed, index, size }: { seed: number; index: number; size: number },
): Float32Array {
  const vectors = normals(stream(seed, "proto-init", index), size);
  return vectors.map((value) => value * recipe.initialDeviation);
}

interface StepResult {
  readonly lossNats: number;
  readonly prediction: readonly number[];
  readonly gradient: Float32Array;
  readonly onRestart: FitOptions["onRestart"];
}

/** Scores the pass that was just run, then steps the optimiser; true when the fit has ended. */
function advance({ task, state }: Slot, result: StepResult): boolean {
  const { recipe, targets } = task;
  const { lossNats, prediction, gradient } = result;
  if (Number.isNaN(lossNats)) {
    throw new RangeError(
      `Cannot fit "${task.id}": the loss is NaN at step ${state.steps} (recipe "${recipe.name}", ` +
        `seed ${state.seed}), lower its learning rate`,
    );
  }
  const hits = targets.map((id, i) => id === prediction[i]);
  const right = hits.filter(Boolean).length;
  const accuracy = right / targets.length;
  const startSteps = state.optimiser.step;
  record(state.trajectory, {
    step: startSteps,
    lossNats,
    accuracy,
    hits: hits.map(Number).join(""),
  });
  if (accuracy > state.startAccuracy) {
    state.startAccuracy = accuracy;
    state.startBestStep = startSteps;
  }
  if (
    accuracy > state.bestAccuracy ||
    (accuracy === state.bestAccuracy && lossNats < state.bestLossNats)
  ) {
    state.bestAccuracy = accuracy;
    state.bestLossNats = lossNats;
    state.best.set(state.proto);
  }
  if (right === targets.length) return endStart(state, "exact");
  if (state.steps >= recipe.maxSteps) return endStart(state, "budget");
  if (stalled(state, recipe)) {
    endStart(state, "stalled");
    const seed = state.seed + 1;
    result.onRestart?.(task, { seed, attempt: state.attempts.at(-1)! });
    restart(state, { seed, task });
    return false;
  }
  adamWStep(state.proto, gradient, { state: state.optimiser, settings: recipe });
  state.steps += 1;
  return false;
}

function stalled(state: FitState, { restart }: Recipe): boolean {
  return restart !== null && state.attempts.length + 1 < restart.starts &&
    state.optimiser.step - state.startBestStep >= restart.patienceSteps;
}

function endStart(state: FitState, outcome: Attempt["outcome"]): true {
  const { seed, startAccuracy: accuracy, optimiser } = state;
  state.attempts.push({ seed, steps: optimiser.step, accuracy, outcome });
  return true;
}

function restart(state: FitState, { seed, task }: { seed: number; task: FitTask }): void {
  const { recipe, index } = task;
  state.proto.set(initialVectors(recipe, { seed, index, size: state.proto.length }));
  state.optimiser.step = 0;
  state.optimiser.firstMoment.fill(0);
  state.optimiser.secondMoment.fill(0);
  state.seed = seed;
  state.startAccuracy = -1;
  state.startBestStep = 0;
  state.trajectory = emptyTrajectory();
}

function ended({ task, state }: Slot): FittedText {
  return {
    task,
    proto: state.best,
    accuracy: state.bestAccuracy,
    lossNats: state.bestLossNats,
    steps: state.steps,
    attempts: state.attempts,
    trajectory: state.trajectory.samples,
  };
}
