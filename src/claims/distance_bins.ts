import type { SolutionPair } from "../records/experiment_records.ts";

/** How far two texts are from each other; null where that was not measured. */
export type TextDistance = (pair: SolutionPair) => number | null;

/** Inner edges of ten bins of text distance that hold equally many same-context pairs. */
export function distanceBinEdges(
  pairs: readonly SolutionPair[],
  of: TextDistance,
): number[] {
  const near = pairs.filter(({ relation }) => relation === "same context").map(of)
    .filter((distance) => distance !== null).sort((a, b) => a - b);
  if (near.length === 0) return [];
  const edges = Array.from({ length: 9 }, (_, i) => near[Math.floor((i + 1) * near.length / 10)]);
  return [...new Set(edges)];
}

/** Number of the bin, from 0, that a text distance falls in. */
export function distanceBin(distance: number, edges: readonly number[]): number {
  return edges.filter((edge) => distance > edge).length;
}
