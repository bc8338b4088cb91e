/**
 * Curves between two solutions. A point of a curve is a whole solution, [K, D] flat: the proto-token
 * vectors of a text laid end to end.
 */

/** φ(τ) = (1−τ)²·p1 + 2τ(1−τ)·π + τ²·p2, for τ from 0 to 1. */
export interface Bezier {
  /** p1 and p2, two solutions. */
  readonly ends: readonly [Float32Array, Float32Array];
  /** π. */
  readonly control: Float32Array;
}

/** The straight line between two solutions: the curve whose π lies midway. */
export function straightLine(ends: Bezier["ends"]): Bezier {
  const [first, last] = ends;
  return { ends, control: first.map((value, i) => (value + last[i]) / 2) };
}

/** How much of π is in φ(τ): by the chain rule also of φ's gradient in π's. */
export function controlShare(tau: number): number {
  return 2 * tau * (1 - tau);
}

/** φ(τ). */
export function bezierPoint({ ends: [first, last], control }: Bezier, tau: number): Float32Array {
  const middle = controlShare(tau);
  return control.map((value, i) => (1 - tau) ** 2 * first[i] + middle * value + tau ** 2 * last[i]);
}

/** `count` equally spaced τ from 0 to 1, both included. */
export function equallySpaced(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i / (count - 1));
}

/** Parts of Simpson's rule; the speed of a curve is smooth but where it turns on the spot. */
const parts = 2000;

/**
 * Length of a curve over length of its chord, at least 1.
 *
 * φ'(τ) = 2·(a + τ·b) with a = π − p1 and b = p1 − 2π + p2, so that its norm needs three inner
 * products only; that norm is integrated by Simpson's rule.
 *
 * @throws RangeError where the ends are one point
 */
export function lengthRatio({ ends: [first, last], control }: Bezier): number {
  let [aa, ab, bb, chord] = [0, 0, 0, 0];
  for (let i = 0; i < control.length; i++) {
    const a = control[i] - first[i];
    const b = first[i] - 2 * control[i] + last[i];
    aa += a * a;
    ab += a * b;
    bb += b * b;
    chord += (last[i] - first[i]) ** 2;
  }
  if (!(chord > 0)) {
    throw new RangeError("Cannot measure a curve: its ends are one point, want two solutions");
  }
  // Rounding may leave a hair below 0 where the curve turns on the spot.
  const speed = (tau: number) => 2 * Math.sqrt(Math.max(0, aa + 2 * tau * ab + tau * tau * bb));
  let sum = speed(0) + speed(1);
  for (let i = 1; i < parts; i++) sum += (i % 2 === 0 ? 2 : 4) * speed(i / parts);
  return sum / (3 * parts) / Math.sqrt(chord);
}
