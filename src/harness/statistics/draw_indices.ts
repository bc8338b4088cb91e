import type { Stream } from "../../random/mod.ts";

/** Draws taken from one uniform number; its 53 bits leave each a bias below 2⁻²⁵ up to 10,000. */
const perUniform = 2;

/**
 * Fills `into` with indices below `count`, drawn with replacement: a bootstrap's inner loop, so
 * two come from each number of the stream.
 *
 * @throws {RangeError} when count is not a whole number in 1…10,000
 */
export function drawIndices(stream: Stream, count: number, into: Uint16Array): void {
  if (!Number.isSafeInteger(count) || count < 1 || count > 10_000) {
    throw new RangeError(`Cannot draw indices below "${count}": want a whole number in 1…10,000`);
  }
  for (let i = 0; i < into.length;) {
    let left = stream.uniform();
    for (let j = 0; j < perUniform && i < into.length; j++, i++) {
      left *= count;
      into[i] = left;
      left -= into[i];
    }
  }
}
