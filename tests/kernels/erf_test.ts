import assert from "node:assert/strict";
import { erf } from "../../src/kernels/_erf.ts";

/** Python 3.11's math.erf: `python3 -c "import math; print([math.erf(x) for x in …])"`. */
const known: readonly (readonly [x: number, erf: number])[] = [
  [0, 0],
  [1e-8, 1.1283791670955126e-08],
  [0.1, 0.1124629160182849],
  [0.5, 0.5204998778130465],
  [-0.7, -0.6778011938374184],
  [1.5, 0.9661051464753108],
  [1.99, 0.995111413199617],
  [2, 0.9953222650189527],
  [2.5, 0.999593047982555],
  [-3, -0.9999779095030014],
  [4, 0.9999999845827421],
  [5.5, 0.9999999999999927],
  [10, 1],
  [Infinity, 1],
];

Deno.test("erf() agrees with Python's to 4 units in the last place", () => {
  for (const [x, want] of known) {
    assert.ok(Math.abs(erf(x) - want) <= 1e-15 * Math.abs(want), `erf(${x}) is ${erf(x)}`);
  }
  assert.ok(Number.isNaN(erf(NaN)));
});
