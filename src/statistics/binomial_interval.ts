import type { Interval } from "./ratio_interval.ts";

/**
 * A share of `trials` with its exact (Clopper and Pearson) interval, 95 % unless `level` says
 * otherwise. It stays honest at shares of exactly 0 and 1, where a standard error would be 0.
 *
 * @throws {RangeError} when successes is not a whole number in 0…trials, or trials is 0
 */
export function binomialInterval(
  successes: number,
  trials: number,
  { level = 0.95 }: { readonly level?: number } = {},
): Interval {
  const whole = Number.isSafeInteger(successes) && Number.isSafeInteger(trials);
  if (!whole || trials < 1 || successes < 0 || successes > trials) {
    throw new RangeError(
      `Cannot estimate a share: got ${successes} of ${trials}, want a whole number of 0…trials ` +
        `out of at least 1`,
    );
  }
  const tail = (1 - level) / 2;
  return {
    estimate: successes / trials,
    low: successes === 0 ? 0 : bisect((p) => 1 - atMost(successes - 1, trials, p) < tail),
    high: successes === trials ? 1 : bisect((p) => atMost(successes, trials, p) > tail),
  };
}

/** P(X ≤ k) of a binomial, summed over logarithms so that large counts do not overflow. */
export function atMost(k: number, trials: number, p: number): number {
  if (p <= 0) return 1;
  if (p >= 1) return k >= trials ? 1 : 0;
  const odds = Math.log(p) - Math.log1p(-p);
  let logTerm = trials * Math.log1p(-p);
  let sum = Math.exp(logTerm);
  for (let i = 1; i <= k; i++) {
    logTerm += Math.log(trials - i + 1) - Math.log(i) + odds;
    sum += Math.exp(logTerm);
  }
  return Math.min(1, sum);
}

/** The p in 0…1 at which `below` turns from true to false. */
function bisect(below: (p: number) => boolean): number {
  let low = 0;
  let high = 1;
  while (high - low > 1e-13) {
    const middle = (low + high) / 2;
    if (below(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
