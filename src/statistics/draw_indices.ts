import type { Stream } from "../random/mod.ts";

/** Bits of a uniform number that are left unused: an index is then biased by less than 2⁻²⁰. */
const spareBits = 20;

/**
 * Fills `into` with indices below `count`, drawn with replacement. It is a bootstrap's inner loop,
 * so several come from each number of the stream: its 53 bits are enough for eight indices below 16.
 *
 * @throws {RangeError} when count is not a whole number in 1…65,536
 */
export function drawIndices(stream: Stream, count: number, into: Uint16Array): void {
  if (!Number.isSafeInteger(count) || count < 1 || count > 65_536) {
    throw new RangeError(`Cannot draw indices below "${count}": want a whole number in 1…65,536`);
  }
  const perUniform = Math.max(1, Math.floor((53 - spareBits) / Math.log2(Math.max(2, count))));
  for (let i = 0; i < into.length;) {
    let left = stream.uniform();
    for (let j = 0; j < perUniform && i < into.length; j++, i++) {
      left *= count;
      into[i] = left;
      left -= into[i];
    }
  }
}
