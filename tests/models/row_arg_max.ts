/** Index of the largest of every `width` values. */
export function rowArgMax(values: Float32Array, width: number): number[] {
  return Array.from({ length: values.length / width }, (_, row) => {
    const scores = values.subarray(row * width, (row + 1) * width);
    return scores.indexOf(scores.reduce((a, b) => Math.max(a, b)));
  });
}
