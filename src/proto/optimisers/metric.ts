/**
 * A curvature that was learned before: H = rest·I + Σᵣ (scalesᵣ − rest)·rowᵣ·rowᵣᵀ, an estimate of
 * the inverse of a loss's Hessian up to a factor.
 */
export interface Metric {
  /** [R, size], orthonormal. */
  readonly rows: Float32Array;
  /** [R], positive. */
  readonly scales: Float32Array;
  /** Positive: what all directions beside the rows are scaled with. */
  readonly rest: number;
}

/**
 * H·vector.
 *
 * @throws RangeError where the metric is of vectors of another size
 */
export function scaledBy({ rows, scales, rest }: Metric, vector: ArrayLike<number>): Float64Array {
  const { length: size } = vector;
  if (rows.length !== scales.length * size) {
    throw new RangeError(
      `Cannot use a metric of ${
        rows.length / scales.length
      } components on ${size}: it belongs to ` +
        "another model or arrangement",
    );
  }
  const scaled = Float64Array.from(vector, (value) => rest * value);
  scales.forEach((scale, r) => {
    const row = rows.subarray(r * size, (r + 1) * size);
    let along = 0;
    for (let i = 0; i < size; i++) along += row[i] * vector[i];
    const more = (scale - rest) * along;
    for (let i = 0; i < size; i++) scaled[i] += more * row[i];
  });
  return scaled;
}
