/** The paper's lengths: Table 3's grid and Table 1's, joined (2505.21189v2). */
const grid = [
  ...[1, 2, 4, 5, 8, 11, 16, 22, 32, 45, 64, 90, 128, 181, 256, 362, 512, 724, 1024, 1448],
];

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
