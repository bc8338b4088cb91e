import type { Stream } from "./stream.ts";

/**
 * `count` standard normal numbers, as [count].
 *
 * Method: Box–Muller in float64, both members of each pair used (cosine first), rounded to
 * float32. An odd `count` discards the last sine, so a stream is always left at a whole pair.
 *
 * @throws {RangeError} when count is not a whole number of at least 0
 */
export function normals(source: Stream, count: number): Float32Array {
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new RangeError(
      `Cannot draw "${count}" normal numbers: the count is a whole number of at least 0`,
    );
  }
  const values = new Float32Array(count);
  for (let i = 0; i < count; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - source.uniform())); // 1 − u is never 0
    const angle = 2 * Math.PI * source.uniform();
    values[i] = radius * Math.cos(angle);
    if (i + 1 < count) values[i + 1] = radius * Math.sin(angle);
  }
  return values;
}
