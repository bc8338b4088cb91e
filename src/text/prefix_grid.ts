/**
 * Prefix lengths, in tokens, at which the paper measured.
 *
 * `capacity` is the grid of Table 3 and Figure 1: powers of √2 from 4 on, rounded
 * down. `arrangement` is the one of Table 1: powers of two.
 */
export const prefixGrid = {
  // deno-fmt-ignore
  capacity: [
    4, 5, 8, 11, 16, 22, 32, 45, 64, 90, 128, 181, 256, 362, 512, 724, 1024, 1448,
  ],
  arrangement: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024],
} as const;

/**
 * The first `length` ids of a text, the target of one fit.
 *
 * @throws {RangeError} when the text is shorter, or the length is not a whole number of at least 1
 */
export function prefixOf(ids: readonly number[], length: number): number[] {
  if (!Number.isSafeInteger(length) || length < 1 || length > ids.length) {
    throw new RangeError(
      `Cannot take a prefix of "${length}" tokens: the text has ${ids.length}, the length is a ` +
        `whole number from 1 to that`,
    );
  }
  return ids.slice(0, length);
}
