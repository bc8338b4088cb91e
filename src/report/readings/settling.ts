import type { FitResult } from "../../records/record.ts";
import { courseOf } from "./course.ts";

/** What became of one position of a fit. */
export interface Settling {
  /** 1…N. */
  readonly position: number;
  /** The sampled step from which on it stayed right; null where it was wrong at the end. */
  readonly settledAtStep: number | null;
  /** The first sampled step at which it was right; null where it never was. */
  readonly firstRightAtStep: number | null;
  /** Share of the sampled steps at which it was right, 0…1. */
  readonly rightShare: number;
  /** Whether the stored solution gives it back. */
  readonly right: boolean;
}

/** When each position of a fit came right, from the sampled steps of its last attempt. */
export function settling(result: FitResult): readonly Settling[] {
  const { samples } = courseOf(result);
  return result.targetIds.map((target, i) => {
    const hits = samples.map(({ hits }) => hits[i] === "1");
    const settled = hits.lastIndexOf(false) + 1;
    const first = hits.indexOf(true);
    return {
      position: i + 1,
      settledAtStep: settled < hits.length ? samples[settled].step : null,
      firstRightAtStep: first === -1 ? null : samples[first].step,
      rightShare: hits.filter(Boolean).length / hits.length,
      right: target === result.reconstructedIds[i],
    };
  });
}
