import { atMost } from "./binomial_interval.ts";

/**
 * Interval of a median by order statistics: the k-th smallest to the k-th largest value, k the
 * largest for which both tails of Binomial(n, ½) leave at least `level` (95 %). It assumes nothing
 * of the values' distribution, so that one which is not known may stand as Infinity. Null where so
 * few values, fewer than six at 95 %, bound no median.
 */
export function medianBounds(
  values: readonly number[],
  { level = 0.95 }: { readonly level?: number } = {},
): { readonly low: number; readonly high: number } | null {
  const { length } = values;
  const tail = (1 - level) / 2;
  let k = 0;
  while (k < length / 2 && atMost(k, length, 0.5) <= tail) k++;
  if (k === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  return { low: sorted[k - 1], high: sorted[length - k] };
}
