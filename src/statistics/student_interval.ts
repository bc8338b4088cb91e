import { mean, sampleStandardDeviation } from "simple-statistics";
import type { Interval } from "./ratio_interval.ts";
import { studentTQuantile } from "./student_t.ts";

/**
 * A mean with Student's interval (95 % unless `level` says otherwise), for the few texts at which a
 * bootstrap means nothing. `leastDeviation` stands for what values that agree to their last digit
 * still may differ by; their own deviation counts where it is larger.
 *
 * @throws {RangeError} when there are fewer than two values
 */
export function studentInterval(
  values: readonly number[],
  { level = 0.95, leastDeviation = 0 }: {
    readonly level?: number;
    readonly leastDeviation?: number;
  } = {},
): Interval {
  const n = values.length;
  if (n < 2) throw new RangeError(`Cannot take an interval of a mean: got ${n} values, want 2`);
  const estimate = mean([...values]);
  const deviation = Math.max(leastDeviation, sampleStandardDeviation([...values]));
  const spread = studentTQuantile(1 - (1 - level) / 2, n - 1) * deviation / Math.sqrt(n);
  return { estimate, low: estimate - spread, high: estimate + spread };
}
