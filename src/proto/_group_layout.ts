/**
 * Where a group's trained vectors lie in one flat array: the shared one first, then each member's
 * own in order, (1 + G·(K − 1))·D components for G members.
 */
export interface GroupLayout {
  readonly size: number;
  /** Which of the K vectors a row of D components is. */
  vectorOf(row: number): number;
  /** A member's rows [K, D], copied out. */
  rowsOf(flat: Float32Array, member: number): Float32Array;
  /** Writes a member's rows [K, D] to their places. */
  put(rows: Float32Array, to: { readonly flat: Float32Array; readonly member: number }): void;
  /** Adds a member's rows [K, D] to what is in their places. */
  add(rows: Float32Array, to: { readonly flat: Float64Array; readonly member: number }): void;
}

export function groupLayout(
  { members, shared, vectors, width }: {
    /** G. */
    readonly members: number;
    /** Which of the K vectors is shared. */
    readonly shared: number;
    readonly vectors: number;
    readonly width: number;
  },
): GroupLayout {
  const own = vectors - 1;
  const offsets = (member: number) =>
    Array.from({ length: vectors }, (_, vector) => {
      if (vector === shared) return 0;
      return width * (1 + member * own + (vector < shared ? vector : vector - 1));
    });
  const row = (rows: Float32Array, vector: number) =>
    rows.subarray(vector * width, (vector + 1) * width);
  return {
    size: width * (1 + members * own),
    vectorOf(at) {
      if (at === 0) return shared;
      const vector = (at - 1) % own;
      return vector < shared ? vector : vector + 1;
    },
    rowsOf(flat, member) {
      const rows = new Float32Array(vectors * width);
      offsets(member).forEach((from, vector) =>
        row(rows, vector).set(flat.subarray(from, from + width))
      );
      return rows;
    },
    put(rows, { flat, member }) {
      offsets(member).forEach((at, vector) => flat.set(row(rows, vector), at));
    },
    add(rows, { flat, member }) {
      offsets(member).forEach((at, vector) =>
        row(rows, vector).forEach((value, i) => flat[at + i] += value)
      );
    },
  };
}
