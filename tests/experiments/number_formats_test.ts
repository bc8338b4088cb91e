/** Narrow number formats against numpy and ml_dtypes: fixtures/golden/number_formats.py. */
import assert from "node:assert/strict";
import { bfloat16Bits, fromBfloat16Bits } from "../../src/records/bfloat16.ts";
import { bitsPerToken, storedAs, vectorFormats } from "../../src/records/vector_formats.ts";

const golden = JSON.parse(
  await Deno.readTextFile(
    new URL("../../fixtures/golden/number_formats.json", import.meta.url),
  ),
) as {
  words: number[];
  bfloat16: number[];
  vector: number[];
  stored: Record<string, number[]>;
};
const fromBits = (words: readonly number[]) => new Float32Array(Uint32Array.from(words).buffer);

Deno.test("bfloat16Bits() rounds as ml_dtypes does: ties, carries, denormals, infinities", () => {
  const values = fromBits(golden.words);
  const got = bfloat16Bits(values);
  for (const [i, want] of golden.bfloat16.entries()) {
    if (Number.isNaN(values[i])) {
      // Which of the numbers that are none is free; the sign is kept.
      assert.ok((got[i] & 0x7fff) > 0x7f80 && (got[i] & 0x8000) === (want & 0x8000), `at ${i}`);
      continue;
    }
    assert.equal(got[i], want, `at ${i}: ${golden.words[i].toString(16)}`);
  }
});

Deno.test("bfloat16 comes back as it is", () => {
  const every = Uint16Array.from({ length: 2 ** 16 }, (_, i) => i)
    .filter((half) => (half & 0x7fff) <= 0x7f80);
  assert.deepEqual(bfloat16Bits(fromBfloat16Bits(every)), every);
});

for (const format of vectorFormats) {
  Deno.test(`vectors kept in ${format} come back as numpy's, each with its own scale`, () => {
    const vector = fromBits(golden.vector);
    const want = fromBits(golden.stored[format]);
    const width = vector.length;
    const proto = new Float32Array(2 * width);
    proto.set(vector);
    proto.set(vector.map((value) => value / 8), width);
    const got = storedAs(format, { proto, width });
    assert.deepEqual(got.subarray(0, width), want);
    assert.deepEqual(got.subarray(width), want.map((value) => value / 8));
  });
}

Deno.test("a vector of zeros is kept as it is in every format", () => {
  for (const format of vectorFormats) {
    assert.deepEqual(
      storedAs(format, { proto: new Float32Array(4), width: 4 }),
      new Float32Array(4),
    );
  }
});

Deno.test("bitsPerToken() counts both vectors, and a scale for each of integers", () => {
  const size = { vectors: 2, width: 576, tokens: 4 };
  assert.deepEqual(vectorFormats.map((format) => bitsPerToken(format, size)), [
    4608,
    4608,
    2320,
    1168,
  ]);
});
