import assert from "node:assert/strict";
import { binomialInterval, clusteredShare } from "../../src/statistics/mod.ts";

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

Deno.test("clusteredShare() doubts more where whole clusters fail than where single items do", () => {
  const together = [...Array(10).fill([1, 1, 1, 1]), [0, 0, 0, 0]];
  const apart = [...Array(7).fill([1, 1, 1, 1]), ...Array(4).fill([0, 1, 1, 1])];
  assert.equal(clusteredShare(together).estimate, clusteredShare(apart).estimate);
  assert.ok(clusteredShare(together).low < clusteredShare(apart).low - 0.1);
});

Deno.test("clusteredShare() takes items one by one where all clusters are alike", () => {
  const alike = clusteredShare(Array(10).fill([1, 1, 1, 1]));
  assert.deepEqual(alike, binomialInterval(40, 40));
});

Deno.test("clusteredShare() refuses a single cluster", () => {
  assert.throws(() => clusteredShare([[1, 0]]), {
    name: "RangeError",
    message: "Cannot take a share over clusters: got 1, want at least 2",
  });
});
