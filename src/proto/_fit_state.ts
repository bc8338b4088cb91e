import { isGivenUp } from "./endings/mod.ts";
import {
  type Metric,
  optimiserOf,
  type OptimiserRule,
  type OptimiserState,
} from "./optimisers/mod.ts";
import { paceOf } from "./paces/mod.ts";
import type { Recipe } from "./recipe.ts";
import { startVectors } from "./starts/mod.ts";
import {
  emptyTrajectory,
  isDue,
  record,
  recordLast,
  type Sample,
  type Trajectory,
} from "./trajectory.ts";
import { positionWeights } from "./weightings/mod.ts";

/** One text to fit. */
export interface FitTask {
  readonly id: string;
  /** N token ids. */
  readonly targets: readonly number[];
  readonly seed: number;
  /** Which of the seed's streams starts it; tells texts apart that share a seed. */
  readonly index: number;
  readonly recipe: Recipe;
  /** [K, D]: where a recipe begins that names vectors found before. */
  readonly given?: Float32Array;
  /** Of a recipe whose optimiser names one. */
  readonly metric?: Metric;
  /**
   * A state left by an earlier run; the fit goes on from it, to the same bits where the engine gives
   * every place of a batch the same.
   */
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
  optimiser: OptimiserState;
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
  /** [N]: how much each position counts in the next pass. */
  weights: Float32Array;
  /** What the weighting keeps from pass to pass. */
  kept: Record<string, number>;
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
  /** Where a start begins; by default where the recipe says, see {@link initialVectors}. */
  readonly start?: (task: FitTask, seed: number) => Float32Array;
  /** Steps of a start without a better accuracy after which the fit ends; absent: never. */
  readonly patienceSteps?: number;
  /** A start has stalled and the next seed takes over. */
  readonly onRestart?: (task: FitTask, next: { seed: number; attempt: Attempt }) => void;
}

/** How the trained components are laid out: rows of D, each one of the arrangement's vectors. */
export interface FitSize {
  /** Trained components. */
  readonly size: number;
  /** D. */
  readonly width: number;
  /** Which vector a row is: 0 is e, 1 is m. Default: the row itself. */
  readonly vectorOf?: (row: number) => number;
}

/** Rows e, m, … of the start of a recipe that draws them. */
export function initialVectors(
  { initialDeviation, start = { from: "normal", deviation: initialDeviation } }: Recipe,
  request: { seed: number; index: number; size: number; given?: Float32Array; earlier?: number },
): Float32Array {
  return startVectors(start, { earlier: 0, ...request });
}

/** A task in its place: as it was left, or at its start. */
export function openSlot(task: FitTask, { size, width, ...rules }: FitRules & FitSize): Slot {
  const { recipe, targets, seed } = task;
  const { length: tokens } = targets;
  const kept = {};
  const state = task.resume ?? {
    proto: startOf(task, { seed, size, rules }),
    optimiser: optimiserState(recipe, { size, width }),
    best: new Float32Array(size),
    bestAccuracy: -1,
    bestLossNats: Infinity,
    steps: 0,
    seed,
    startAccuracy: -1,
    startBestStep: 0,
    weights: positionWeights(recipe.weighting, { tokens, kept }),
    kept,
    attempts: [],
    trajectory: emptyTrajectory(),
  };
  return { task, state };
}

const ruleOf = ({ optimiser = { by: "adamw" } }: Recipe): OptimiserRule => optimiser;

function optimiserState(recipe: Recipe, size: Omit<FitSize, "vectorOf">): OptimiserState {
  const rule = ruleOf(recipe);
  return optimiserOf(rule).state(rule, size);
}

function startOf(
  task: FitTask,
  { seed, size, rules }: { seed: number; size: number; rules: FitRules },
): Float32Array {
  const { recipe, index, given } = task;
  return rules.start?.(task, seed) ??
    initialVectors(recipe, { seed, index, size, given, earlier: seed - task.seed });
}

/** A forward pass from a slot's vectors. */
export interface StepResult extends FitRules, Omit<FitSize, "size"> {
  /** Mean cross-entropy, nats a token. */
  readonly lossNats: number;
  /** [N], of the positions; known where the recipe watches them. */
  readonly positionNats?: Float32Array;
  /** The likeliest token at each target's place. */
  readonly prediction: readonly number[];
  /** Of the loss, with respect to the slot's vectors. */
  readonly gradient: Float32Array;
}

/** Scores the pass that was just run, then moves the vectors; true when the fit has ended. */
export function advance(slot: Slot, result: StepResult): boolean {
  const { task, state } = slot;
  const { recipe, targets } = task;
  const { lossNats, prediction, positionNats, patienceSteps = Infinity } = result;
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
  const sampled = (): Sample => ({
    step: startSteps,
    lossNats,
    accuracy,
    hits: hits.map(Number).join(""),
    wrongIds: prediction.slice(0, targets.length).filter((_, i) => !hits[i]),
    lengths: lengthsOf(state.proto, result.width),
  });
  // Most steps of a long fit leave none.
  if (isDue(state.trajectory, startSteps)) record(state.trajectory, sampled());
  if (accuracy > state.startAccuracy) {
    state.startAccuracy = accuracy;
    state.startBestStep = startSteps;
  }
  const isDone = right === targets.length && isClear(recipe, positionNats);
  if (
    isDone || accuracy > state.bestAccuracy ||
    (accuracy === state.bestAccuracy && lossNats < state.bestLossNats)
  ) {
    state.bestAccuracy = accuracy;
    state.bestLossNats = lossNats;
    state.best.set(state.proto);
  }
  if (isDone) return endStart(state, { outcome: "exact", sample: sampled() });
  if (state.steps >= recipe.maxSteps) {
    const outcome = state.bestAccuracy === 1 ? "exact" : "budget";
    return endStart(state, { outcome, sample: sampled() });
  }
  const { attempts, startBestStep: bestStep, startAccuracy } = state;
  const start = { steps: startSteps, bestStep, accuracy: startAccuracy, earlier: attempts.length };
  // A start that was exact lacks nothing but its margin, which another would lack as well.
  if (startAccuracy < 1 && isGivenUp(recipe, start)) {
    endStart(state, { outcome: "stalled", sample: sampled() });
    restart(slot, result);
    return false;
  }
  if (startSteps - bestStep >= patienceSteps) {
    return endStart(state, { outcome: "stalled", sample: sampled() });
  }
  move(slot, result);
  if (recipe.weighting !== undefined) {
    const last = { hits, lossesNats: positionNats! };
    const known = { tokens: targets.length, last, kept: state.kept };
    const weights = positionWeights(recipe.weighting, known);
    state.kept.reweighed = Number(weights.some((weight, i) => weight !== state.weights[i]));
    state.weights = weights;
  }
  return false;
}

/** Of each row of D. */
function lengthsOf(proto: Float32Array, width: number): number[] {
  return Array.from({ length: proto.length / width }, (_, row) => {
    const length = Math.hypot(...proto.subarray(row * width, (row + 1) * width));
    return Number(length.toPrecision(6));
  });
}

/** Whether an exact pass is clear enough for the recipe: every position by its margin. */
function isClear({ marginNats }: Recipe, positionNats?: Float32Array): boolean {
  return marginNats === undefined || positionNats!.every((nats) => nats < marginNats);
}

/** One step of the optimiser, each row at the pace that the recipe has for it now. */
function move(
  { task: { recipe, metric }, state }: Slot,
  { gradient, lossNats, positionNats, width, vectorOf = (row) => row }: StepResult,
): void {
  const { proto, optimiser } = state;
  const paces = Array.from(
    { length: proto.length / width },
    (_, row) => paceOf(recipe, { vector: vectorOf(row), step: optimiser.step, lossNats }),
  );
  const most = Math.max(...paces);
  // A row that stands still is no part of the descent, whatever the optimiser makes of it.
  const moving = paces.includes(0) ? gradient.slice() : gradient;
  paces.forEach((pace, row) => pace === 0 && moving.fill(0, row * width, (row + 1) * width));
  const rates = most === 1 ? recipe : { ...recipe, learningRate: recipe.learningRate * most };
  const rule = ruleOf(recipe);
  const before = paces.every((pace) => pace === most) ? null : proto.slice();
  const { lossPower = 1 } = recipe;
  const weighted = positionNats?.reduce(
    (sum, nats, i) => sum + nats ** lossPower * state.weights[i],
    0,
  );
  const descended = weighted === undefined ? lossNats : weighted / state.weights.length;
  const reweighed = state.kept.reweighed === 1;
  const descent = { gradient: moving, lossNats: descended, reweighed, width };
  optimiserOf(rule).step(proto, descent, { state: optimiser, rule, rates, metric });
  state.steps += 1;
  if (before === null) return;
  for (const [row, pace] of paces.entries()) {
    if (pace === most) continue;
    for (let i = row * width; i < (row + 1) * width; i++) {
      proto[i] = before[i] + pace / most * (proto[i] - before[i]);
    }
  }
}

function endStart(
  state: FitState,
  { outcome, sample }: { readonly outcome: Attempt["outcome"]; readonly sample: Sample },
): true {
  const { seed, startAccuracy: accuracy, optimiser } = state;
  recordLast(state.trajectory, sample);
  state.attempts.push({ seed, steps: optimiser.step, accuracy, outcome });
  return true;
}

function restart({ task, state }: Slot, rules: StepResult): void {
  const { recipe, targets: { length: tokens } } = task;
  const { length: size } = state.proto;
  const seed = state.seed + 1;
  rules.onRestart?.(task, { seed, attempt: state.attempts.at(-1)! });
  state.proto.set(startOf(task, { seed, size, rules }));
  state.optimiser = optimiserState(recipe, { size, width: rules.width });
  state.seed = seed;
  state.startAccuracy = -1;
  state.startBestStep = 0;
  state.kept = {};
  state.weights = positionWeights(recipe.weighting, { tokens, kept: state.kept });
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
