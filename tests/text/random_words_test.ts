import assert from "node:assert/strict";
import { englishWords, gloveWords, randomTexts, randomWords } from "../../src/text/mod.ts";
import { stream } from "../../src/random/mod.ts";

Deno.test("englishWords() is 82,834 distinct words, a named stand-in", async () => {
  const list = await englishWords();
  assert.equal(new Set(list.words).size, 82_834);
  assert.deepEqual(list.words.slice(0, 5), ["the", "of", "and", "to", "a"]);
  assert.ok(list.words.every((word) => /^[a-z']+$/.test(word)));
  assert.match(list.standIn ?? "", /in place of GloVe/);
});

Deno.test("gloveWords() rejects any other list", () => {
  assert.throws(() => gloveWords(new TextEncoder().encode("the\n")), /it must be e52a405502a7/);
});

Deno.test("randomWords() draws every word equally often", () => {
  const words = ["a", "b", "c", "d"];
  const drawn = randomWords(words, { count: 40_000, stream: stream(1, "test") }).split(" ");
  assert.equal(drawn.length, 40_000);
  for (const word of words) {
    const times = drawn.filter((one) => one === word).length;
    assert.ok(Math.abs(times - 10_000) < 5 * Math.sqrt(7_500), `${word}: ${times}`);
  }
});

Deno.test("randomTexts() of a longer run begins with the texts of a shorter one", async () => {
  const list = await englishWords();
  const long = randomTexts(list, { count: 3, wordsEach: 20 });
  assert.deepEqual(randomTexts(list, { count: 2, wordsEach: 20 }), long.slice(0, 2));
  assert.equal(new Set(long.map(({ sha256 }) => sha256)).size, 3);
  assert.notEqual(randomTexts(list, { count: 1, wordsEach: 20, seed: 99 })[0].text, long[0].text);
  for (const text of long) assert.deepEqual([text.source, text.standIn], ["random", list.standIn]);
});
