/** 1 − cosine of two vectors, 0…2. */
export function cosineDistance(a: Float32Array, b: Float32Array): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += a[i] * b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
  }
  return 1 - ab / Math.sqrt(aa * bb);
}

/** How two solutions are related; the first that holds. */
export type Relation = "same text" | "same context" | "different context";

/** One solution and where it comes from. */
export interface PlacedSolution {
  /** [D]. */
  readonly e: Float32Array;
  /** Which of the texts it holds. */
  readonly text: number;
  /** Id of the context that the text continues. */
  readonly context: string;
}

/** Two solutions. */
export interface DistantPair {
  readonly relation: Relation;
  readonly contexts: readonly [string, string];
  readonly texts: readonly [number, number];
  /** Cosine distance of the two e. */
  readonly distance: number;
}

/** Every pair of solutions. */
export function solutionPairs(solutions: readonly PlacedSolution[]): DistantPair[] {
  return solutions.flatMap((one, i) =>
    solutions.slice(i + 1).map((other): DistantPair => ({
      relation: one.text === other.text
        ? "same text"
        : one.context === other.context
        ? "same context"
        : "different context",
      contexts: [one.context, other.context],
      texts: [one.text, other.text],
      distance: cosineDistance(one.e, other.e),
    }))
  );
}
