import assert from "node:assert/strict";
import { distanceBin, distanceBinEdges } from "../../src/claims/distance_bins.ts";
import type { SolutionPair } from "../../src/records/experiment_records.ts";

const pair = (relation: SolutionPair["relation"], tokenDistance: number): SolutionPair => ({
  relation,
  contexts: ["a", "a"],
  distance: 1,
  tokenDistance,
  semanticDistance: null,
});
const near = Array.from({ length: 20 }, (_, i) => pair("same context", i / 20));

Deno.test("distanceBinEdges() gives ten bins of equally many same-context pairs", () => {
  const far = Array.from({ length: 50 }, () => pair("different context", 0.95));
  const edges = distanceBinEdges([...near, ...far], ({ tokenDistance }) => tokenDistance);
  assert.equal(edges.length, 9);
  const bins = Map.groupBy(near, ({ tokenDistance }) => distanceBin(tokenDistance, edges));
  assert.deepEqual([...bins.keys()].sort((a, b) => a - b), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  for (const [bin, { length }] of bins) assert.ok(Math.abs(length - 2) <= 1, `${bin}: ${length}`);
});

Deno.test("distanceBinEdges() has none where no distance was measured", () => {
  assert.deepEqual(distanceBinEdges(near, ({ semanticDistance }) => semanticDistance), []);
  assert.equal(distanceBin(0.3, []), 0);
});
