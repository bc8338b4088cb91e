import assert from "node:assert/strict";
import { curveOf, emptyCurve, extended, joined, thinned } from "../../src/watch/curve.ts";
import type { Curve } from "../../src/watch/watched.ts";

const sample = (step: number, lossNats: number) => ({ step, lossNats, accuracy: 0.5, hits: "10" });

Deno.test("curveOf() counts on from the steps of starts that ended", () => {
  const ended = [
    { seed: 1, steps: 30, accuracy: 0, outcome: "stalled" as const },
    { seed: 2, steps: 12, accuracy: 0, outcome: "stalled" as const },
  ];
  const curve = curveOf([sample(0, 8), sample(4, 6)], ended);
  assert.deepEqual(curve.steps, [42, 46]);
});

Deno.test("curveOf() has null where a loss is no number", () => {
  assert.deepEqual(curveOf([sample(0, NaN), sample(1, 3)], []).lossNats, [null, 3]);
});

Deno.test("extended() leaves out a point that is no later than the last", () => {
  const once = extended(emptyCurve, { steps: 5, lossNats: 2, accuracy: 0 });
  assert.deepEqual(extended(once, { steps: 5, lossNats: 1, accuracy: 1 }), once);
  assert.deepEqual(extended(once, { steps: 4, lossNats: 1, accuracy: 1 }), once);
});

Deno.test("a curve of ten thousand steps stays small, and keeps its first and last step", () => {
  let curve: Curve = emptyCurve;
  for (let steps = 0; steps <= 10_000; steps++) {
    curve = extended(curve, { steps, lossNats: 1 / (1 + steps), accuracy: 0 });
  }
  assert.ok(curve.steps.length > 80 && curve.steps.length <= 160, `${curve.steps.length} points`);
  assert.deepEqual([curve.steps[0], curve.steps.at(-1)], [0, 10_000]);
  assert.deepEqual(curve.lossNats, curve.steps.map((steps) => 1 / (1 + steps)));
});

Deno.test("joined() goes on with what was seen after a checkpoint, and takes nothing before it", () => {
  const kept = curveOf([sample(0, 9), sample(10, 5)], []);
  const seen = { steps: [8, 10, 12], lossNats: [7, 5, 4], accuracy: [0, 0, 1] };
  assert.deepEqual(joined(kept, seen).steps, [0, 10, 12]);
  assert.deepEqual(joined(kept, seen).lossNats, [9, 5, 4]);
});

Deno.test("thinned() leaves a short curve as it is", () => {
  const short = { steps: [1, 2, 3], lossNats: [3, 2, 1], accuracy: [0, 0, 1] };
  assert.deepEqual(thinned(short), short);
  assert.deepEqual(thinned(short, 2).steps, [1, 3]);
});
