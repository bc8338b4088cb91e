import type { CheckpointProgress } from "../records/checkpoint.ts";
import { curveOf, emptyCurve, extended, joined, type Point } from "./curve.ts";
import type { Curve } from "./watched.ts";

/**
 * Curves of fits that run: their checkpoints say how they came so far, what their process says from
 * second to second goes on from there.
 */
export interface RunningCurves {
  /** A step that a process told of. */
  see(fit: { readonly key: string } & Point): void;
  checkpoint(progress: CheckpointProgress): void;
  curve(key: string): Curve;
  /** Forgets all fits but these. */
  keep(keys: ReadonlySet<string>): void;
}

export function runningCurves(): RunningCurves {
  const curves = new Map<string, Curve>();
  const curve = (key: string) => curves.get(key) ?? emptyCurve;
  return {
    see({ key, ...point }) {
      curves.set(key, extended(curve(key), point));
    },
    checkpoint({ id, state: { trajectory, attempts } }) {
      const kept = curveOf(trajectory.samples, attempts);
      // A checkpoint that is behind takes nothing of what was seen since.
      curves.set(id, joined(kept, curve(id)));
    },
    curve,
    keep(keys) {
      for (const key of curves.keys()) if (!keys.has(key)) curves.delete(key);
    },
  };
}
