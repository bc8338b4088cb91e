import assert from "node:assert/strict";
import { binomialInterval } from "../../../src/harness/statistics/mod.ts";

Deno.test("binomialInterval() keeps doubt where every trial went one way", () => {
  assert.equal(binomialInterval(4, 4).high, 1);
  assert.ok(binomialInterval(4, 4).low < 0.4);
  assert.equal(binomialInterval(0, 4).low, 0);
});

for (const [successes, trials] of [[0, 0], [-1, 4], [5, 4], [1.5, 4]]) {
  Deno.test(`binomialInterval() refuses ${successes} of ${trials}`, () => {
    assert.throws(() => binomialInterval(successes, trials), RangeError);
  });
}
