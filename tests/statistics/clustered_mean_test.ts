import assert from "node:assert/strict";
import { pinnedStream } from "../../src/random/mod.ts";
import { normals } from "../../src/random/mod.ts";
import { boundedMean, clusteredMean } from "../../src/statistics/mod.ts";

const range = [-10, 10] as const;
const stream = () => pinnedStream("bootstrap", 7);

Deno.test("clusteredMean() of clusters of one value each is boundedMean(), to the bit", () => {
  const values = [0.1, 0.4, -0.2, 0.9, 0.3, 0.5, -0.1];
  assert.deepEqual(
    clusteredMean(values.map((value) => [value]), { range, stream: stream() }),
    boundedMean(values, { range, stream: stream() }),
  );
});

Deno.test("clusteredMean() of one cluster knows the range alone", () => {
  const { estimate, low, high } = clusteredMean([[1, 2, 3, 4, 5, 6, 7]], {
    range,
    stream: stream(),
  });
  assert.deepEqual([estimate, low, high], [4, -10, 10]);
});

Deno.test("clusteredMean() of values that all agree counts them as independent", () => {
  const alike = [[1, 1, 1], [1, 1], [1, 1, 1]];
  assert.deepEqual(
    clusteredMean(alike, { range, stream: stream() }),
    boundedMean(alike.flat(), { range, stream: stream() }),
  );
});

Deno.test("clusteredMean() of two clusters that differ covers what lies between and beyond them", () => {
  const { low, high } = clusteredMean([[0, 0.1, 0.2, 0.1], [1, 1.1, 0.9, 1]], {
    range,
    stream: stream(),
  });
  assert.ok(low < 0 && high > 1, `${low} to ${high}`);
});

// Clusters of three values that share as much as sets them apart.
for (const clusters of [3, 6, 10]) {
  Deno.test(`clusteredMean() covers the mean of ${clusters} clusters in 95 % of draws, texts alone do not`, () => {
    const draws = 200;
    const z = normals(pinnedStream("bootstrap", clusters), 4 * clusters * draws);
    let [at, covered, naive] = [0, 0, 0];
    for (let draw = 0; draw < draws; draw++) {
      const values = Array.from({ length: clusters }, () => {
        const own = z[at++];
        return [1, 2, 3].map(() => Math.max(-9, Math.min(9, own + z[at++])));
      });
      const options = { range, resamples: 400 };
      const holds = ({ low, high }: { low: number; high: number }) => low <= 0 && high >= 0;
      if (holds(clusteredMean(values, { ...options, stream: stream() }))) covered++;
      if (holds(boundedMean(values.flat(), { ...options, stream: stream() }))) naive++;
    }
    assert.ok(covered >= 0.93 * draws, `${covered} of ${draws}`);
    assert.ok(naive < 0.9 * draws, `${naive} of ${draws}`);
  });
}
