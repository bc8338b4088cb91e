import { createHash } from "node:crypto";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";

/** A source of random numbers. Drawing from it advances it; two streams never share state. */
export interface Stream {
  /** A multiple of 2⁻⁵³, uniform in [0, 1). */
  uniform(): number;
  /** An unbiased integer in [0, `count`), for 1 ≤ `count` ≤ 2⁵³ − 1. */
  integer(count: number): number;
}

/**
 * The named stream of a (seed, purpose, index).
 *
 * The same triple gives the same numbers everywhere; different triples give unrelated ones. The
 * generator is xoroshiro128+, and its 128-bit state is the first sixteen bytes of the sha256 of
 * the UTF-8 text `JSON.stringify([seed, purpose, index])`, read as four big-endian words: the
 * high and low half of s0, then of s1.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(stream(1, "proto-init").uniform(), stream(1, "proto-init", 0).uniform());
 * assert.notEqual(stream(1, "proto-init").uniform(), stream(1, "proto-init", 1).uniform());
 * ```
 *
 * @throws {RangeError} when seed or index is not a whole number in [0, 2⁵³ − 1]
 */
export function stream(seed: number, purpose: string, index = 0): Stream {
  requireWholeNumber(seed, "seed");
  requireWholeNumber(index, "index");
  const digest = createHash("sha256").update(JSON.stringify([seed, purpose, index])).digest();
  const generator = xoroshiro128plusFromState([0, 4, 8, 12].map((at) => digest.readInt32BE(at)));

  // The lowest bits of xoroshiro128+ are its weak ones, so each 32-bit draw gives up its last
  // five or six; 27 + 26 bits remain.
  function bits53(): number {
    const high = generator.next() >>> 5;
    const low = generator.next() >>> 6;
    return high * 2 ** 26 + low;
  }

  return {
    uniform: () => bits53() * 2 ** -53,
    integer(count) {
      if (!Number.isSafeInteger(count) || count < 1) {
        throw new RangeError(
          `Cannot draw an integer below "${count}": the count is a whole number of at least 1`,
        );
      }
      const perValue = Math.floor(2 ** 53 / count);
      for (;;) {
        const value = Math.floor(bits53() / perValue);
        if (value < count) return value;
      }
    },
  };
}

function requireWholeNumber(value: number, name: string): void {
  if (Number.isSafeInteger(value) && value >= 0) return;
  throw new RangeError(
    `Cannot open a random stream: ${name} is "${value}", it must be a whole number in [0, 2^53 - 1]`,
  );
}
