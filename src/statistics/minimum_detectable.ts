/** Standard normal quantiles at 0.975 and 0.8: a two-sided test at 5 % with 80 % power. */
const test = 1.959964;
const power = 0.841621;

/**
 * The smallest true difference from the bound that an estimate of this precision would have found
 * with 80 % power in a two-sided test at 5 %, from its 95 % interval.
 */
export function minimumDetectable(
  { low, high }: { readonly low: number; readonly high: number },
): number {
  const standardError = (high - low) / 2 / test;
  return (test + power) * standardError;
}
