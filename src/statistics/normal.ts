import { errorFunction } from "simple-statistics";

/**
 * P(Z ≤ z) of the standard normal, within 2e-7. The table behind simple-statistics' own cumulative
 * function ends at three decimals, which is too coarse for the tails bootstrap intervals need.
 */
export function normalCumulative(z: number): number {
  return (1 + errorFunction(z / Math.SQRT2)) / 2;
}

/** The z that P(Z ≤ z) = `p` holds for, 0 < p < 1; by bisection, as exact as the function above. */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) {
    throw new RangeError(`Cannot take a quantile: p is ${p}, it must lie between 0 and 1`);
  }
  let [low, high] = [-9, 9];
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (normalCumulative(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
