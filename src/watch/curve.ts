import type { FitAttempt, FitSample } from "../records/record.ts";
import type { Curve } from "./watched.ts";

export const emptyCurve: Curve = { steps: [], lossNats: [], accuracy: [] };

/** More points than a drawing has pixels for are of no use. */
const mostPoints = 160;

/** A step of a fit: steps over all its starts. */
export interface Point {
  readonly steps: number;
  readonly lossNats: number | null;
  readonly accuracy: number;
}

/**
 * The course of a fit's latest start. Samples count steps from that start's beginning; those before
 * it are of `ended` ones.
 */
export function curveOf(samples: readonly FitSample[], ended: readonly FitAttempt[]): Curve {
  const before = ended.reduce((sum, { steps }) => sum + steps, 0);
  return curveOfPoints(samples.map(({ step, lossNats, accuracy }) => {
    return { steps: before + step, lossNats: finiteOrNull(lossNats), accuracy };
  }));
}

/** A curve that goes on from where it is; a point that is no later than its last is left out. */
export function extended(curve: Curve, { steps, lossNats, accuracy }: Point): Curve {
  if (steps <= (curve.steps.at(-1) ?? -1)) return curve;
  return thinned({
    steps: [...curve.steps, steps],
    lossNats: [...curve.lossNats, lossNats],
    accuracy: [...curve.accuracy, accuracy],
  });
}

/** What `kept` has, and of `seen` what comes after it. */
export function joined(kept: Curve, seen: Curve): Curve {
  return seen.steps.reduce(
    (curve, steps, at) =>
      extended(curve, { steps, lossNats: seen.lossNats[at], accuracy: seen.accuracy[at] }),
    kept,
  );
}

/** Every other point but for the last, until there are few enough. */
export function thinned(curve: Curve, most = mostPoints): Curve {
  if (curve.steps.length <= most) return curve;
  const last = curve.steps.length - 1;
  const stays = (_: unknown, at: number) => at % 2 === 0 || at === last;
  return thinned({
    steps: curve.steps.filter(stays),
    lossNats: curve.lossNats.filter(stays),
    accuracy: curve.accuracy.filter(stays),
  }, most);
}

function curveOfPoints(points: readonly Point[]): Curve {
  return thinned({
    steps: points.map(({ steps }) => steps),
    lossNats: points.map(({ lossNats }) => lossNats),
    accuracy: points.map(({ accuracy }) => accuracy),
  });
}

export function finiteOrNull(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
