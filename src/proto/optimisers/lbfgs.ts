import { type Metric, scaledBy } from "./metric.ts";
import type { Descent, Optimiser } from "./optimiser.ts";

/** L-BFGS needs no rate: the curvature it has met gives the length of a step. */
export interface LbfgsRule {
  /** Its name. */
  readonly by: "lbfgs";
  /** Curvature pairs kept. */
  readonly pairs: number;
  /** Length of the first step (Euclidean, all components). */
  readonly firstLength: number;
  /** The longest a step may be. */
  readonly longestLength: number;
  /**
   * Decay of the mean of squared gradients whose roots the first estimate of the curvature is in
   * proportion to, component by component, as AdamW's steps are; absent: it is the same for all.
   */
  readonly diagonal?: number;
  /**
   * In its place a curvature learned from other texts, named by the sha256 of its file's content,
   * which is absent before a model is chosen. Whoever runs the fit brings it along.
   */
  readonly metric?: { readonly from: "common"; readonly sha256?: string };
  /** What the share of a step that did not lower the loss is multiplied with. */
  readonly shrink: number;
}

/**
 * The place that is searched from with its gradient and loss, the direction tried and the share of
 * it, and rows s = x′ − x and y = g′ − g of the steps taken, the oldest to be overwritten next.
 */
export type LbfgsState = {
  step: number;
  readonly origin: Float32Array;
  readonly originGradient: Float32Array;
  readonly direction: Float32Array;
  originLoss: number;
  share: number;
  slope: number;
  readonly moves: Float32Array;
  readonly changes: Float32Array;
  /** The decaying mean of squared gradients. */
  readonly squares: Float32Array;
  /** Pairs that were ever kept. */
  kept: number;
};

/** Sufficient decrease (Armijo), and the share below which a trial is taken whatever it gives. */
const sufficient = 1e-4;
const smallestShare = 1e-3;

/**
 * L-BFGS (Liu & Nocedal 1989, 10.1007/BF01589116) with backtracking. A trial that did not lower the
 * loss is taken back, and the next one is nearer to where it came from; it cost a pass, and counts
 * as a step.
 */
export const lbfgs: Optimiser<LbfgsRule, LbfgsState> = {
  state: ({ pairs }, { size }) => ({
    step: 0,
    origin: new Float32Array(size),
    originGradient: new Float32Array(size),
    direction: new Float32Array(size),
    originLoss: Infinity,
    share: 1,
    slope: 0,
    moves: new Float32Array(pairs * size),
    changes: new Float32Array(pairs * size),
    squares: new Float32Array(size),
    kept: 0,
  }),
  step(parameters, descent, { state, rule, metric }) {
    const { origin, originGradient, direction } = state;
    state.step += 1;
    if (state.step > 1 && !descent.reweighed) {
      const enough = state.originLoss + sufficient * state.share * state.slope;
      if (descent.lossNats > enough && state.share > smallestShare) {
        state.share *= rule.shrink;
        return move(parameters, state);
      }
      remember(parameters, descent, { state, rule });
    }
    origin.set(parameters);
    originGradient.set(descent.gradient);
    state.originLoss = descent.lossNats;
    state.share = 1;
    direction.set(directionOf(descent.gradient, { state, rule, metric }));
    state.slope = dot(direction, descent.gradient);
    move(parameters, state);
  },
};

function move(parameters: Float32Array, { origin, direction, share }: LbfgsState): void {
  for (let i = 0; i < parameters.length; i++) parameters[i] = origin[i] + share * direction[i];
}

/** Keeps the pair of the step just taken, where the curvature along it is positive. */
function remember(
  parameters: Float32Array,
  { gradient }: Descent,
  { state, rule: { pairs } }: { readonly state: LbfgsState; readonly rule: LbfgsRule },
): void {
  const { origin, originGradient, moves, changes } = state;
  const s = parameters.map((value, i) => value - origin[i]);
  const y = gradient.map((value, i) => value - originGradient[i]);
  if (!(dot(s, y) > 1e-8 * dot(y, y))) return;
  const at = (state.kept % pairs) * parameters.length;
  moves.set(s, at);
  changes.set(y, at);
  state.kept += 1;
}

/** −H·g by the two-loop recursion, from a first H that holds for the latest pair along its y. */
function directionOf(
  gradient: Float32Array,
  { state: { moves, changes, squares, kept }, rule, metric }: {
    readonly state: LbfgsState;
    readonly rule: LbfgsRule;
    readonly metric?: Metric;
  },
): Float64Array {
  const { length } = gradient;
  const row = (rows: Float32Array, at: number) => {
    const from = (at % rule.pairs) * length;
    return rows.subarray(from, from + length);
  };
  const numbers = Array.from(
    { length: Math.min(kept, rule.pairs) },
    (_, back) => kept - 1 - back,
  );
  const pairs = numbers.map((at) => {
    const [s, y] = [row(moves, at), row(changes, at)];
    return { s, y, curvature: dot(s, y), share: 0 };
  });
  const q = Float64Array.from(gradient);
  for (const pair of pairs) {
    pair.share = dot(pair.s, q) / pair.curvature;
    addScaled(q, pair.y, -pair.share);
  }
  const [latest] = pairs;
  const shaped = firstEstimate(gradient, { squares, rule, metric });
  q.set(shaped(q));
  const scale = latest === undefined
    ? rule.firstLength / Math.sqrt(dot(q, q))
    : latest.curvature / dot(latest.y, shaped(latest.y));
  for (let i = 0; i < length; i++) q[i] *= scale;
  for (const { s, y, curvature, share } of pairs.toReversed()) {
    addScaled(q, s, share - dot(y, q) / curvature);
  }
  const clip = Math.min(1, rule.longestLength / Math.sqrt(dot(q, q)));
  return q.map((value) => -clip * value);
}

/**
 * H before it is scaled: all components alike, or the smaller the larger their gradients have been, or
 * as other texts' fits had it.
 */
function firstEstimate(
  gradient: Float32Array,
  { squares, rule: { diagonal, metric: named }, metric }: {
    readonly squares: Float32Array;
    readonly rule: LbfgsRule;
    readonly metric?: Metric;
  },
): (vector: Vector) => Float64Array {
  const { length } = gradient;
  if (named !== undefined) {
    if (metric !== undefined) return (vector) => scaledBy(metric, vector);
    throw new TypeError("Cannot take a step of L-BFGS: its metric was not brought along");
  }
  if (diagonal === undefined) return (vector) => Float64Array.from(vector);
  for (let i = 0; i < length; i++) {
    squares[i] = diagonal * squares[i] + (1 - diagonal) * gradient[i] ** 2;
  }
  const shape = Float64Array.from(squares, (square) => 1 / (Math.sqrt(square) + 1e-12));
  return (vector) => Float64Array.from(vector, (value, i) => shape[i] * value);
}

type Vector = Float32Array | Float64Array;

function dot(a: Vector, b: Vector): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function addScaled(to: Float64Array, from: Vector, factor: number): void {
  for (let i = 0; i < to.length; i++) to[i] += factor * from[i];
}
