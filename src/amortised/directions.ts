import type { Metric } from "../proto/mod.ts";

/**
 * [K·D, K·D]: the root of a common metric, scaled so that a row of standard normal outputs leads
 * `reach` away in each component, on the mean. A step of the outputs along their gradient is then one
 * of the vectors along the gradient times the metric, as fits take it.
 */
export function directionsOf(
  { rows, scales, rest }: Metric,
  { size, reach, power = 0.5 }: {
    readonly size: number;
    readonly reach: number;
    /** ½ is the root; 0 leaves the curvature out. */
    readonly power?: number;
  },
): Float32Array {
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
  const squares = matrix.reduce((sum, x) => sum + x * x, 0);
  const factor = reach / Math.sqrt(squares / size);
  return Float32Array.from(matrix, (x) => x * factor);
}
