import assert from "node:assert/strict";
import { generateText, sampleContinuation, tokenizerFromJson } from "../../src/text/mod.ts";
import { stream } from "../../src/random/mod.ts";

Deno.test("sampleContinuation() draws tokens as often as the softmax at temperature 1 says", async () => {
  const probabilities = [0.5, 0.25, 0, 0.125, 0.125];
  const logits = Float32Array.from(probabilities, (p) => Math.log(p) + 7);
  const tokens = 20_000;
  const ids = await sampleContinuation({
    nextLogits: () => logits,
    context: [],
    tokens,
    stream: stream(1, "test"),
  });
  assert.equal(ids.length, tokens);
  probabilities.forEach((p, id) => {
    const times = ids.filter((one) => one === id).length;
    const doubt = 5 * Math.sqrt(tokens * p * (1 - p));
    assert.ok(Math.abs(times - tokens * p) <= doubt, `id ${id}: ${times} of ${tokens}`);
  });
});

Deno.test("sampleContinuation() feeds context and all earlier tokens to the model", async () => {
  const seen: number[][] = [];
  const ids = await sampleContinuation({
    nextLogits: (before) => {
      seen.push([...before]);
      return Promise.resolve(oneHot((before[before.length - 1] + 1) % 5));
    },
    context: [1, 2],
    tokens: 3,
    stream: stream(1, "test"),
  });
  assert.deepEqual(ids, [3, 4, 0]);
  assert.deepEqual(seen, [[1, 2], [1, 2, 3], [1, 2, 3, 4]]);
});

Deno.test("sampleContinuation() keeps to possible tokens at both ends of the unit interval", async () => {
  const logits = Float32Array.of(-Infinity, 0, 0, -Infinity);
  for (const [uniform, id] of [[0, 1], [1 - 2 ** -53, 2]]) {
    const fixed = { uniform: () => uniform, integer: () => 0 };
    const ids = { nextLogits: () => logits, context: [], tokens: 1, stream: fixed };
    assert.deepEqual(await sampleContinuation(ids), [id]);
  }
});

Deno.test("sampleContinuation() rejects logits that are no numbers", async () => {
  for (const bad of [NaN, Infinity]) {
    const options = { nextLogits: () => Float32Array.of(0, bad), context: [], tokens: 1 };
    await assert.rejects(sampleContinuation({ ...options, stream: stream(1, "test") }), RangeError);
  }
});

Deno.test("generateText() writes as many tokens as its context, each continuation its own", async () => {
  const tokenizer = await tokenizerFromJson(
    new URL("../../fixtures/tiny/tiny-llama/tokenizer.json", import.meta.url),
  );
  const context = {
    id: "pg19-moby-100",
    ids: tokenizer.encode("Ship, ahoy! Hast seen the whale?"),
  };
  const flat = new Float32Array(tokenizer.vocabularySize);
  const common = { model: "flat", nextLogits: () => flat, tokenizer, context };
  const [first, again] = [await generateText(common), await generateText(common)];
  assert.deepEqual(first, again);
  assert.equal(first.ids.length, context.ids.length);
  assert.equal(first.text, tokenizer.decode(first.ids));
  const second = await generateText({ ...common, continuation: 1 });
  assert.notDeepEqual(second.ids, first.ids);
  assert.notEqual(second.id, first.id);
});

function oneHot(id: number): Float32Array {
  return Float32Array.from({ length: 5 }, (_, i) => i === id ? 0 : -Infinity);
}
