import { gammaln } from "simple-statistics";

/** P(T ≤ t) of Student's t with `freedom` degrees of freedom; by the incomplete beta function. */
export function studentTCumulative(t: number, freedom: number): number {
  const tail = incompleteBeta(freedom / (freedom + t * t), { a: freedom / 2, b: 0.5 }) / 2;
  return t > 0 ? 1 - tail : tail;
}

/** The t that P(T ≤ t) = `p` holds for, 0 < p < 1; by bisection to 1e-12 relative. */
export function studentTQuantile(p: number, freedom: number): number {
  if (!(p > 0 && p < 1)) {
    throw new RangeError(`Cannot take a quantile: p is ${p}, it must lie between 0 and 1`);
  }
  if (p < 0.5) return -studentTQuantile(1 - p, freedom);
  let low = 0;
  let high = 1;
  while (studentTCumulative(high, freedom) < p) high *= 2;
  while (high - low > 1e-12 * high) {
    const middle = (low + high) / 2;
    if (studentTCumulative(middle, freedom) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The regularised incomplete beta function I_x(a, b); Lentz's continued fraction. */
function incompleteBeta(x: number, { a, b }: { readonly a: number; readonly b: number }): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast below this point only; the function is symmetric about it.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, { a: b, b: a });
  const front = Math.exp(
    gammaln(a + b) - gammaln(a) - gammaln(b) + a * Math.log(x) + b * Math.log1p(-x),
  );
  let c = 1;
  let d = 1 / nonzero(1 - (a + b) * x / (a + 1));
  let fraction = d;
  for (let m = 1; m < 500; m++) {
    const even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonzero(1 + even * d);
    c = nonzero(1 + even / c);
    fraction *= d * c;
    const odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonzero(1 + odd * d);
    c = nonzero(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return front * fraction / a;
}

function nonzero(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value;
}
