/**
 * Expected best of `k` values drawn without replacement from the n given: the unbiased estimate of
 * best-of-k, where taking the best of the first k is noisy and the best of all n is best-of-n.
 *
 * Method: the i-th smallest is the best of C(i−1, k−1) of the C(n, k) draws.
 *
 * @throws {RangeError} when k is not a whole number in 1…n
 */
export function bestOfK(values: readonly number[], k: number): number {
  const n = values.length;
  if (!Number.isSafeInteger(k) || k < 1 || k > n) {
    throw new RangeError(`Cannot take the best of ${k}: got ${n} values, want k in 1…${n}`);
  }
  const sorted = values.toSorted((a, b) => b - a);
  // Share of draws whose best is the current value, from the largest down.
  let share = k / n;
  let best = 0;
  for (const [taken, value] of sorted.entries()) {
    best += share * value;
    share *= (n - taken - k) / (n - taken - 1);
    if (taken + k === n) break;
  }
  return best;
}
