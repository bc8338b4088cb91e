import assert from "node:assert/strict";
import { mean } from "simple-statistics";
import { boundedMean, clusterBootstrap } from "../../src/statistics/mod.ts";
import { normals, stream } from "../../src/random/mod.ts";

const average = (values: readonly number[]) => mean([...values]);

for (const clusters of [4, 6, 12, 30]) {
  Deno.test(`clusterBootstrap() covers the true mean of ${clusters} clusters in 92 % or more`, () => {
    const draws = 400;
    let covered = 0;
    for (let i = 0; i < draws; i++) {
      // Two values of a cluster share its difficulty.
      const z = normals(stream(1, "coverage", clusters * draws + i), 3 * clusters);
      const data = Array.from({ length: clusters }, (_, c) => [
        z[3 * c] + 0.3 * z[3 * c + 1],
        z[3 * c] + 0.3 * z[3 * c + 2],
      ]);
      const { low, high } = clusterBootstrap(data, average, {
        stream: stream(2, "coverage", i),
        resamples: 500,
      });
      if (low <= 0 && 0 <= high) covered++;
    }
    assert.ok(covered / draws >= 0.92, `covered ${covered} of ${draws}`);
  });
}

Deno.test("clusterBootstrap() is wider than a bootstrap that takes repeats for texts", () => {
  const texts = Array.from({ length: 8 }, (_, i) => Array.from({ length: 5 }, () => i));
  const width = (data: number[][]) => {
    const { low, high } = clusterBootstrap(data, average, { stream: stream(3, "width") });
    return high - low;
  };
  assert.ok(width(texts) > 1.5 * width(texts.flat().map((value) => [value])));
});

Deno.test("clusterBootstrap() gives the same interval from the same stream", () => {
  const data = [[1], [2], [4], [8], [3], [5], [9]];
  const once = () => clusterBootstrap(data, average, { stream: stream(4, "again") });
  assert.deepEqual(once(), once());
  assert.equal(once().estimate, 32 / 7);
});

Deno.test("clusterBootstrap() refuses a single cluster", () => {
  const options = { stream: stream(1, "one") };
  assert.throws(() => clusterBootstrap([[1, 2]], average, options), /want at least 2/);
});

Deno.test("boundedMean() is unsure where all texts agree, by an exact binomial interval", () => {
  const { estimate, low, high } = boundedMean(new Array(50).fill(1), {
    range: [0, 1],
    stream: stream(5, "bounded"),
  });
  assert.deepEqual([estimate, high], [1, 1]);
  // Clopper and Pearson for 50 of 50: 0.025^(1/50).
  assert.ok(Math.abs(low - 0.025 ** (1 / 50)) < 1e-9);
});

Deno.test("boundedMean() of fewer than six unequal values excludes nothing", () => {
  const { low, high } = boundedMean([0.9, 1, 1], { range: [0, 1], stream: stream(5, "few") });
  assert.deepEqual([low, high], [0, 1]);
});

Deno.test("boundedMean() refuses a value outside the range and an empty list", () => {
  const options = { range: [0, 1] as const, stream: stream(5, "outside") };
  assert.throws(() => boundedMean([0.5, 1.5], options), /with 1.5 among them/);
  assert.throws(() => boundedMean([], options), RangeError);
});
