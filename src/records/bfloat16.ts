/**
 * bfloat16, the upper half of a float32, on the bits themselves: a thread in which an engine has had
 * denormals flushed would lose them in arithmetic.
 *
 * @module
 */

/** Rounds to the nearest bfloat16, ties to even; what is not a number stays that. */
export function bfloat16Bits(values: Float32Array): Uint16Array<ArrayBuffer> {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    const isNaN = (word & 0x7fffffff) > 0x7f800000;
    // Half a step, less one where the kept part is even: a carry may run into the exponent.
    halves[i] = isNaN ? word >>> 16 | 0x40 : word + 0x7fff + (word >>> 16 & 1) >>> 16;
  }
  return halves;
}

/** The float32 values of bfloat16 bits; exact. */
export function fromBfloat16Bits(halves: Uint16Array): Float32Array<ArrayBuffer> {
  const words = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) words[i] = halves[i] << 16;
  return new Float32Array(words.buffer);
}
