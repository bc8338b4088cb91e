import type { Metric } from "../proto/mod.ts";

/** How far a network's outputs lead, and along what. */
export interface DirectionsOptions {
  readonly size: number;
  readonly reach: number;
  /** ½ is the root; 0 leaves the curvature out. */
  readonly power?: number;
}

/**
 * [K·D, K·D]: the root of a common metric, scaled so that a row of standard normal outputs leads
 * `reach` away in each component, on the mean. A step of the outputs along their gradient is then one
 * of the vectors along the gradient times the metric, as fits take it.
 */
export function directionsOf(
  metric: Metric,
  { size, reach, power = 0.5 }: DirectionsOptions,
): Float32Array {
  const matrix = powerOf(metric, { size, power });
  const factor = reach / spread(matrix, size);
  return Float32Array.from(matrix, (x) => x * factor);
}

/** [K·D, K·D]: undoes {@link directionsOf} of the same options, from an offset to the row it is of. */
export function backFrom(
  metric: Metric,
  { size, reach, power = 0.5 }: DirectionsOptions,
): Float32Array {
  const factor = spread(powerOf(metric, { size, power }), size) / reach;
  // A metric's rows are orthonormal: the opposite power is the inverse.
  return Float32Array.from(powerOf(metric, { size, power: -power }), (x) => x * factor);
}

function powerOf(
  { rows, scales, rest }: Metric,
  { size, power }: { readonly size: number; readonly power: number },
): Float64Array {
  const matrix = new Float64Array(size * size);
  const elsewhere = rest ** power;
  for (let i = 0; i < size; i++) matrix[i * size + i] = elsewhere;
  scales.forEach((scale, r) => {
    const row = rows.subarray(r * size, (r + 1) * size);
    const more = scale ** power - elsewhere;
    for (let i = 0; i < size; i++) {
      const factor = more * row[i];
      for (let j = 0; j < size; j++) matrix[i * size + j] += factor * row[j];
    }
  });
  return matrix;
}

/** How far a row of standard normal numbers leads in each component, on the mean. */
function spread(matrix: Float64Array, size: number): number {
  return Math.sqrt(matrix.reduce((sum, x) => sum + x * x, 0) / size);
}
