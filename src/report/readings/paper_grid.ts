import { prefixGrid } from "../../text/prefix_grid.ts";

/** The paper's lengths, Table 3's and Table 1's (2505.21189v2). */
const grid = [...new Set([...prefixGrid.capacity, ...prefixGrid.arrangement])].sort((a, b) =>
  a - b
);

/**
 * The lengths an axis shows: the paper's, as far as one step beyond the longest measured, and the
 * measured ones that are not on it.
 */
export function paperGrid(measured: readonly number[]): number[] {
  const longest = Math.max(0, ...measured);
  const beyond = grid.find((tokens) => tokens > longest) ?? longest;
  const shown = grid.filter((tokens) => tokens <= beyond);
  return [...new Set([...shown, ...measured])].sort((a, b) => a - b);
}
