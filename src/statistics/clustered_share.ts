import { binomialInterval } from "./binomial_interval.ts";
import type { Interval } from "./ratio_interval.ts";
import { studentTQuantile } from "./student_t.ts";

/**
 * A share of items that come in clusters, with its interval (95 % unless `level` says otherwise):
 * exact binomial, of as many items as would tell as much were they drawn one by one. Each value is
 * 0, 1 or a share between. Near 0 and 1, where a bootstrap over clusters is too sure, it is not.
 *
 * Method: Korn and Graubard (Survey Methodology 24, 1998), with the variance between clusters and
 * Student's t for their number; counts are rounded to the side on which the interval is wider.
 * Where all clusters have the same share nothing is known of how they differ, and items count as
 * independent.
 *
 * @throws {RangeError} when there are fewer than two clusters
 */
export function clusteredShare(
  clusters: readonly (readonly number[])[],
  { level = 0.95 }: { readonly level?: number } = {},
): Interval {
  const count = clusters.length;
  if (count < 2) {
    throw new RangeError(`Cannot take a share over clusters: got ${count}, want at least 2`);
  }
  const items = clusters.reduce((sum, { length }) => sum + length, 0);
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  const share = sum(clusters.map(sum)) / items;
  const offsets = clusters.map((values) => (sum(values) - share * values.length) ** 2);
  const variance = count / (count - 1) * sum(offsets) / items ** 2;
  const quantile = (freedom: number) => studentTQuantile(1 - (1 - level) / 2, freedom);
  const worth = variance > 1e-12
    ? share * (1 - share) / variance * (quantile(items - 1) / quantile(count - 1)) ** 2
    : items;
  const trials = Math.max(1, Math.floor(Math.min(items, worth) + 1e-9));
  const { low } = binomialInterval(Math.floor(share * trials + 1e-9), trials, { level });
  const { high } = binomialInterval(Math.ceil(share * trials - 1e-9), trials, { level });
  return { estimate: share, low, high };
}
