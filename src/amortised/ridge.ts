import { Matrix, solve } from "ml-matrix";

/** A linear map learned from few examples: features [F] → outputs [O]. */
export interface Ridge {
  predict(features: Float32Array): Float32Array;
  /** The penalty that left-out examples chose, as a share of the mean of the kernel's diagonal. */
  readonly penalty: number;
}

const penalties = [0.001, 0.01, 0.1, 1, 10];

/**
 * Ridge regression in its dual form, with fewer examples than features, both less their means: outputs
 * are a sum over examples of kernel · weight. The penalty is the one whose left-out error is least, by the
 * closed form (α_i ÷ (K + λ)⁻¹_ii).
 */
export function ridge(
  features: readonly Float32Array[],
  outputs: readonly Float32Array[],
): Ridge {
  const n = features.length;
  if (n < 2 || outputs.length !== n) {
    throw new RangeError(
      `Cannot regress: got ${n} and ${outputs.length} examples, want two or more`,
    );
  }
  const mean = meanOf(outputs);
  const middle = meanOf(features);
  const centredFeatures = features.map((row) => row.map((x, i) => x - middle[i]));
  const centred = new Matrix(outputs.map((row) => Array.from(row, (x, i) => x - mean[i])));
  const kernel = new Matrix(
    centredFeatures.map((a) => centredFeatures.map((b) => dot(a, b))),
  );
  const scale = kernel.trace() / n;
  let best: { readonly error: number; readonly weights: Matrix; readonly penalty: number } | null =
    null;
  for (const penalty of penalties) {
    const inverse = solve(
      Matrix.add(kernel, Matrix.mul(Matrix.eye(n), penalty * scale)),
      Matrix.eye(n),
    );
    const weights = inverse.mmul(centred);
    let error = 0;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < weights.columns; j++) {
        error += (weights.get(i, j) / inverse.get(i, i)) ** 2;
      }
    }
    if (best === null || error < best.error) best = { error, weights, penalty };
  }
  const { weights, penalty } = best!;
  const rows = weights.to2DArray().map((row) => Float64Array.from(row));
  return {
    penalty,
    predict(features) {
      const row = features.map((x, i) => x - middle[i]);
      const out = Float64Array.from(mean);
      for (let i = 0; i < n; i++) {
        const likeness = dot(centredFeatures[i], row);
        const weight = rows[i];
        for (let j = 0; j < out.length; j++) out[j] += likeness * weight[j];
      }
      return Float32Array.from(out);
    },
  };
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function meanOf(rows: readonly Float32Array[]): Float64Array {
  const sum = new Float64Array(rows[0].length);
  for (const row of rows) row.forEach((x, i) => sum[i] += x / rows.length);
  return sum;
}
