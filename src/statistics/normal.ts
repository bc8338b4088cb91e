import { errorFunction } from "simple-statistics";

/**
 * P(Z ≤ z) of the standard normal, within 2e-7. The table behind simple-statistics' own cumulative
 * function ends at three decimals, which is too coarse for the tails bootstrap intervals need.
 */
export function normalCumulative(z: number): number {
  return (1 + errorFunction(z / Math.SQRT2)) / 2;
}
