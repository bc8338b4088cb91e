import type { Stream } from "../random/mod.ts";
import { float32, floats, int64, integers, type Program } from "../runtime/mod.ts";
import { adamWState, adamWStep } from "./optimisers/mod.ts";
import { type Bezier, bezierPoint, controlShare, straightLine } from "./bezier.ts";

/** How a curve is fitted. The paper says Adam and leaves the rest open. */
export interface BezierRecipe {
  readonly steps: number;
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** Ours: β and ε are PyTorch's defaults for Adam. */
export const bezierRecipe: BezierRecipe = {
  steps: 500,
  learningRate: 0.1,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
};

export interface CurveOptions {
  /** Compiled `fitGraph` for B texts of N tokens. */
  readonly program: Program;
  readonly batch: number;
  /** K and D. */
  readonly vectors: number;
  readonly width: number;
  /** N target ids of the text that both ends hold. */
  readonly targets: readonly number[];
  /** Before every engine call; may throw to end the work. */
  readonly onCall?: () => void;
}

/**
 * Fits π of a curve between two solutions, starting from the straight line: every step takes B
 * values of τ from the stream, one a slot, and minimises their mean loss by Adam.
 *
 *     τ ~ U[0, 1) ─► φ(τ) ─► loss and gradient (engine) ─► ∂/∂π = 2τ(1−τ)·gradient ─► Adam
 *
 * A vector that both ends share, bit for bit, stays where it is.
 */
export async function fitBezier(
  ends: Bezier["ends"],
  { recipe, stream, ...options }: CurveOptions & {
    readonly recipe: BezierRecipe;
    readonly stream: Stream;
  },
): Promise<Bezier> {
  const { batch, vectors, width } = options;
  const { control } = straightLine(ends);
  const curve: Bezier = { ends, control };
  const held = Array.from({ length: vectors }, (_, row) => sameRow(ends, { row, width }));
  const state = adamWState(control.length);
  const settings = { ...recipe, weightDecay: 0 };
  for (let step = 0; step < recipe.steps; step++) {
    const taus = Array.from({ length: batch }, () => stream.uniform());
    const { gradient } = await evaluate(curve, { ...options, taus });
    const mean = new Float32Array(control.length);
    taus.forEach((tau, slot) => {
      const share = controlShare(tau) / batch;
      for (let i = 0; i < mean.length; i++) mean[i] += share * gradient[slot * mean.length + i];
    });
    held.forEach((still, row) => still && mean.fill(0, row * width, (row + 1) * width));
    adamWStep(control, mean, { state, settings });
  }
  return curve;
}

/** What a point of a curve says of the text. */
export interface PointScore {
  readonly tau: number;
  /** Share of right tokens, 0…1. */
  readonly accuracy: number;
  /** Mean cross-entropy over the N positions, nats. */
  readonly lossNats: number;
}

/** Scores points of a curve, B in an engine call. */
export async function scoresAlong(
  curve: Bezier,
  { taus, ...options }: CurveOptions & { readonly taus: readonly number[] },
): Promise<PointScore[]> {
  const { batch, targets } = options;
  const scores: PointScore[] = [];
  for (let start = 0; start < taus.length; start += batch) {
    const some = taus.slice(start, start + batch);
    const { loss, prediction } = await evaluate(curve, { ...options, taus: some });
    some.forEach((tau, slot) => {
      const said = prediction.slice(slot * targets.length, (slot + 1) * targets.length);
      const right = targets.filter((id, i) => id === said[i]).length;
      scores.push({ tau, accuracy: right / targets.length, lossNats: loss[slot] });
    });
  }
  return scores;
}

/** One engine call on up to B points; slots left over repeat the last. */
async function evaluate(
  curve: Bezier,
  { program, batch, vectors, width, targets, taus, onCall }: CurveOptions & {
    readonly taus: readonly number[];
  },
) {
  onCall?.();
  const proto = new Float32Array(batch * vectors * width);
  for (let slot = 0; slot < batch; slot++) {
    const tau = taus[Math.min(slot, taus.length - 1)];
    proto.set(bezierPoint(curve, tau), slot * vectors * width);
  }
  const ids = Array.from({ length: batch }, () => targets).flat();
  const { loss, prediction, gradient } = await program.run({
    proto: float32(proto, [batch, vectors, width]),
    targets: int64(ids, [batch, targets.length]),
  });
  const losses = floats(loss);
  if (losses.some(Number.isNaN)) {
    throw new RangeError("Cannot walk a curve: its loss is NaN, lower its recipe's learning rate");
  }
  return { loss: losses, prediction: integers(prediction), gradient: floats(gradient) };
}

function sameRow(
  [first, last]: Bezier["ends"],
  { row, width }: { row: number; width: number },
): boolean {
  for (let i = row * width; i < (row + 1) * width; i++) if (first[i] !== last[i]) return false;
  return true;
}
