import assert from "node:assert/strict";
import { cosineDistance, solutionPairs } from "../../src/proto/distance.ts";

/** Two vectors and their distance. */
const distances: readonly [number[], number[], number][] = [
  [[3, 4], [6, 8], 0],
  [[1, 0], [0, 5], 1],
  [[1, 2], [-2, -4], 2],
  [[1, 1], [0, 2], 1 - Math.SQRT1_2],
];
for (const [a, b, want] of distances) {
  Deno.test(`cosineDistance() of [${a}] and [${b}] is ${want.toFixed(3)}`, () => {
    const got = cosineDistance(Float32Array.from(a), Float32Array.from(b));
    assert.ok(Math.abs(got - want) < 1e-12, `${got}`);
  });
}

Deno.test("solutionPairs() tells same text from same context from different context", () => {
  const e = Float32Array.of(1, 0);
  const pairs = solutionPairs([
    { e, text: 0, context: "a" },
    { e, text: 0, context: "a" },
    { e, text: 1, context: "a" },
    { e, text: 2, context: "b" },
  ]);
  assert.deepEqual(pairs.map(({ texts, relation }) => [...texts, relation]), [
    [0, 0, "same text"],
    [0, 1, "same context"],
    [0, 2, "different context"],
    [0, 1, "same context"],
    [0, 2, "different context"],
    [1, 2, "different context"],
  ]);
  assert.deepEqual(pairs[2].contexts, ["a", "b"]);
});
