import assert from "node:assert/strict";
import { backFrom, directionsOf } from "../../src/amortised/mod.ts";

/** rest·I + (scale − rest)·row·rowᵀ, by hand for row (3, 4)/5, scale 4, rest 1. */
const metric = { rows: Float32Array.of(0.6, 0.8), scales: Float32Array.of(4), rest: 1 };
const byHand = [1 + 3 * 0.36, 3 * 0.48, 3 * 0.48, 1 + 3 * 0.64];

Deno.test("directions times themselves are the metric, up to a factor", () => {
  const root = directionsOf(metric, { size: 2, reach: 1 });
  const [a, b, c, d] = root;
  const square = [a * a + b * c, a * b + b * d, c * a + d * c, c * b + d * d];
  const factor = square[0] / byHand[0];
  square.forEach((value, i) => assert.ok(Math.abs(value - factor * byHand[i]) < 1e-6));
});

Deno.test("standard normal outputs lead `reach` away in each component, on the mean", () => {
  for (const power of [0, 0.5, 1]) {
    const directions = directionsOf(metric, { size: 2, reach: 3, power });
    const meanSquare = directions.reduce((sum, x) => sum + x * x, 0) / 2;
    assert.ok(Math.abs(meanSquare - 9) < 1e-5);
  }
});

Deno.test("without curvature, directions are the axes", () => {
  assert.deepEqual([...directionsOf(metric, { size: 2, reach: 3, power: 0 })], [3, 0, 0, 3]);
});

Deno.test("backFrom() undoes directions", () => {
  for (const power of [0, 0.5, 1]) {
    const how = { size: 2, reach: 3, power };
    const [a, b, c, d] = directionsOf(metric, how);
    const [p, q, r, s] = backFrom(metric, how);
    const product = [a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s];
    product.forEach((value, i) => assert.ok(Math.abs(value - [1, 0, 0, 1][i]) < 1e-6));
  }
});
