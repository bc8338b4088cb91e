import assert from "node:assert/strict";
import { generationPrompts, promptReadings, similarityOf } from "../../src/proto/generation.ts";

const proto = Float32Array.of(1, 2, 3, 4);
const [e, m] = [proto.subarray(0, 2), proto.subarray(2, 4)];

/** A prompt and what the decoder reads. */
const readings: readonly [string, (number | Float32Array)[]][] = [
  ["e", [e]],
  ["BOS m", [7, m]],
  ["BOS e m", [7, e, m]],
  ["m e BOS m", [m, e, 7, m]],
];
for (const [prompt, want] of readings) {
  Deno.test(`promptReadings() of "${prompt}"`, () => {
    assert.deepEqual(promptReadings(prompt, { proto, width: 2, bosId: 7 }), want);
  });
}

Deno.test("promptReadings() refuses a word that the solution lacks", () => {
  assert.throws(
    () => promptReadings("BOS e m", { proto: e, width: 2, bosId: 7 }),
    new RangeError('Cannot generate from "BOS e m": it says "m", want words of BOS, e'),
  );
  assert.throws(() => promptReadings("", { proto, width: 2, bosId: 7 }), RangeError);
});

Deno.test("the prompts are all choices of e and m, without and with BOS", () => {
  assert.equal(new Set(generationPrompts).size, 6);
  assert.ok(generationPrompts.every((prompt) => /^(BOS )?(e|m|e m)$/.test(prompt)));
});

Deno.test("similarityOf() is 1 to the same words in another order, 0 to none of them", () => {
  const documents = [[1, 2, 3, 3], [4, 5], [6, 6, 7]];
  const { own, other } = similarityOf([3, 2, 1, 3], { documents, own: 0 });
  assert.ok(Math.abs(own - 1) < 1e-12);
  assert.equal(other, 0);
});

Deno.test("similarityOf() counts the others in the mean, the own one not", () => {
  const documents = [[1, 2], [1, 2], [8, 9]];
  const { own, other } = similarityOf([1, 2], { documents, own: 0 });
  assert.ok(Math.abs(own - 1) < 1e-12);
  assert.ok(Math.abs(other - 0.5) < 1e-12);
});

Deno.test("similarityOf() wants another text to compare with", () => {
  assert.throws(
    () => similarityOf([1], { documents: [[1]], own: 0 }),
    new RangeError("Cannot compare what was written: there is no other text to compare with"),
  );
});
