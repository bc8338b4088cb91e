import assert from "node:assert/strict";
import { capacities, capacityOfTexts, type PrefixOutcome } from "../../src/statistics/mod.ts";

/** Four texts over 8, 16, 32: one reaches 32, one 16 with its second seed, one 8, one nothing. */
const outcomes: readonly PrefixOutcome[] = [
  ...outcomesOf("a", [[8, 1], [16, 1], [32, 1]]),
  ...outcomesOf("b", [[8, 1], [16, 0.5], [16, 1], [32, 0.8]]),
  ...outcomesOf("c", [[8, 1], [16, 0.9], [32, 0.2]]),
  ...outcomesOf("d", [[8, 0.9], [16, 0.4], [32, 0.1]]),
];

Deno.test("capacities() by the paper's rule is the longest prefix of any text", () => {
  assert.deepEqual(capacities(outcomes).longestOfAny, { tokens: 32, censored: true });
});

Deno.test("capacities() by the other rules are shorter on the same fits", () => {
  const { longestOfMost, longestByMean, medianOfTexts } = capacities(outcomes);
  assert.deepEqual(longestOfMost, { tokens: 16, censored: false });
  assert.deepEqual(longestByMean, { tokens: 0, censored: false });
  // Capacities 0, 8, 16 and 32 or more: half of the texts are done by 8.
  assert.deepEqual(medianOfTexts, { tokens: 8, censored: false });
});

Deno.test("capacityOfTexts() calls a text censored that never failed at a longer length", () => {
  assert.deepEqual(capacityOfTexts(outcomes), [
    { text: "a", tokens: 32, censored: true },
    { text: "b", tokens: 16, censored: false },
    { text: "c", tokens: 8, censored: false },
    { text: "d", tokens: 0, censored: false },
  ]);
});

Deno.test("capacities() counts 0.99 as reached: seven errors of 724 pass, one of 90 does not", () => {
  const at = (tokens: number, errors: number) =>
    capacities(outcomesOf("a", [[tokens, 1 - errors / tokens]])).longestOfAny.tokens;
  assert.equal(at(724, 7), 724);
  assert.equal(at(90, 1), 0);
});

Deno.test("capacities() exact and at 0.99 differ on a text with one error of a hundred", () => {
  const near = outcomesOf("a", [[50, 1], [100, 0.99]]);
  assert.equal(capacities(near).longestOfAny.tokens, 100);
  assert.equal(capacities(near, { accuracy: 1 }).longestOfAny.tokens, 50);
});

Deno.test("capacities() of texts that all outlast the grid have no median, only a bound", () => {
  const all = ["a", "b", "c"].flatMap((text) => outcomesOf(text, [[8, 1], [16, 1]]));
  assert.deepEqual(capacities(all).medianOfTexts, { tokens: 16, censored: true });
});

function outcomesOf(text: string, fits: readonly (readonly [number, number])[]): PrefixOutcome[] {
  return fits.map(([tokens, accuracy]) => ({ text, tokens, accuracy }));
}
