import { mean, sampleStandardDeviation } from "simple-statistics";
import type { Interval } from "./ratio_interval.ts";
import { studentTCumulative, studentTQuantile } from "./student_t.ts";

export interface Equivalence extends Interval {
  /** Larger p-value of the two one-sided tests: small where the mean lies within ± margin. */
  readonly p: number;
}

/**
 * Two one-sided t tests (TOST) of paired differences: is their mean within ± margin? The interval is
 * the one that belongs to it, 90 % at a level of 5 %.
 *
 * @throws {RangeError} when there are fewer than two differences, or the margin is not above 0
 */
export function equivalence(
  differences: readonly number[],
  { margin, level = 0.05 }: { readonly margin: number; readonly level?: number },
): Equivalence {
  const n = differences.length;
  if (n < 2 || !(margin > 0)) {
    throw new RangeError(
      `Cannot test equivalence: got ${n} differences and a margin of ${margin}, want at least 2 ` +
        `and a margin above 0`,
    );
  }
  const estimate = mean([...differences]);
  const error = sampleStandardDeviation([...differences]) / Math.sqrt(n);
  if (error === 0) {
    return { estimate, low: estimate, high: estimate, p: Math.abs(estimate) < margin ? 0 : 1 };
  }
  const t = studentTQuantile(1 - level, n - 1);
  return {
    estimate,
    low: estimate - t * error,
    high: estimate + t * error,
    p: Math.max(
      1 - studentTCumulative((estimate + margin) / error, n - 1),
      studentTCumulative((estimate - margin) / error, n - 1),
    ),
  };
}
