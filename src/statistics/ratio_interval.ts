import { median, quantile, sampleWithReplacement } from "simple-statistics";
import type { Stream } from "../random/mod.ts";

/** A point estimate and its 95 % interval. */
export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/**
 * median(a) / median(b) of paired samples, with a percentile bootstrap interval (95 %, 2,000
 * resamples, pairs drawn together because both were timed in the same moment; quantiles as R-7).
 */
export function ratioInterval(
  a: readonly number[],
  b: readonly number[],
  { stream, resamples = 2000, level = 0.95 }: {
    readonly stream: Stream;
    readonly resamples?: number;
    readonly level?: number;
  },
): Interval {
  if (a.length !== b.length || a.length < 2) {
    throw new RangeError(
      `Cannot bootstrap a ratio: got ${a.length} and ${b.length} samples, want equally many, ` +
        `at least 2`,
    );
  }
  const pairs = a.map((value, i) => ({ a: value, b: b[i] }));
  const ratio = (drawn: readonly { a: number; b: number }[]) =>
    median(drawn.map((pair) => pair.a)) / median(drawn.map((pair) => pair.b));
  const ratios = Array.from(
    { length: resamples },
    () => ratio(sampleWithReplacement(pairs, pairs.length, () => stream.uniform())),
  );
  const tail = (1 - level) / 2;
  return { estimate: ratio(pairs), low: quantile(ratios, tail), high: quantile(ratios, 1 - tail) };
}
