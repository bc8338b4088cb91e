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

/** A place in the batch and the fit in it. */
export interface Slot {
  readonly task: FitTask;
  readonly state: FitState;
}

/** What can be set beside a fit's recipe, and who is told. */
export interface FitRules {
  /** Where a start begins; by default {@link initialVectors}, with the task's index. */
  readonly start?: (task: FitTask, seed: number) => Float32Array;
  /** Steps of a start without a better accuracy after which the fit ends; absent: never. */
  readonly patienceSteps?: number;
  /** A start has stalled and the next seed takes over. */
  readonly onRestart?: (task: FitTask, next: { seed: number; attempt: Attempt }) => void;
}

/** Rows e, m, … of a start: normal components from the stream (seed, "proto-init", index). */
export function initialVectors(
  recipe: Recipe,
  { seed, index, size }: { seed: number; index: number; size: number },
): Float32Array {
  const vectors = normals(stream(seed, "proto-init", index), size);
  return vectors.map((value) => value * recipe.initialDeviation);
}

/** A task in its place: as it was left, or at its start. `size` counts the trained components. */
export function openSlot(
  task: FitTask,
  { size, ...rules }: FitRules & { readonly size: number },
): Slot {
  const state = task.resume ?? {
    proto: startOf(task, { seed: task.seed, size, rules }),
    optimiser: adamWState(size),
    best: new Float32Array(size),
    bestAccuracy: -1,
    bestLossNats: Infinity,
    steps: 0,
    seed: task.seed,
    startAccuracy: -1,
    startBestStep: 0,
    attempts: [],
    trajectory: emptyTrajectory(),
  };
  return { task, state };
}

function startOf(
  task: FitTask,
  { seed, size, rules }: { seed: number; size: number; rules: FitRules },
): Float32Array {
  const { recipe, index } = task;
  return rules.start?.(task, seed) ?? initialVectors(recipe, { seed, index, size });
}

/** A forward pass from a slot's vectors. */
export interface StepResult extends FitRules {
  /** Mean cross-entropy, nats a token. */
  readonly lossNats: number;
  /** The likeliest token at each target's place. */
  readonly prediction: readonly number[];
  /** Of the loss, with respect to the slot's vectors. */
  readonly gradient: Float32Array;
}

/** Scores the pass that was just run, then steps the optimiser; true when the fit has ended. */
export function advance({ task, state }: Slot, result: StepResult): boolean {
  const { recipe, targets } = task;
  const { lossNats, prediction, gradient, patienceSteps = Infinity } = result;
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
  const stalledSteps = startSteps - state.startBestStep;
  if (mayRestart(state, recipe) && stalledSteps >= recipe.restart!.patienceSteps) {
    endStart(state, "stalled");
    const seed = state.seed + 1;
    result.onRestart?.(task, { seed, attempt: state.attempts.at(-1)! });
    restart(state, startOf(task, { seed, size: state.proto.length, rules: result }));
    return false;
  }
  if (stalledSteps >= patienceSteps) return endStart(state, "stalled");
  adamWStep(state.proto, gradient, { state: state.optimiser, settings: recipe });
  state.steps += 1;
  return false;
}

function mayRestart({ attempts }: FitState, { restart }: Recipe): boolean {
  return restart !== null && attempts.length + 1 < restart.starts;
}

function endStart(state: FitState, outcome: Attempt["outcome"]): true {
  const { seed, startAccuracy: accuracy, optimiser } = state;
  state.attempts.push({ seed, steps: optimiser.step, accuracy, outcome });
  return true;
}

function restart(state: FitState, start: Float32Array): void {
  state.proto.set(start);
  state.optimiser.step = 0;
  state.optimiser.firstMoment.fill(0);
  state.optimiser.secondMoment.fill(0);
  state.seed += 1;
  state.startAccuracy = -1;
  state.startBestStep = 0;
  state.trajectory = emptyTrajectory();
}

/** What an ended slot leaves. */
export function ended({ task, state }: Slot): FittedText {
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
