import assert from "node:assert/strict";
import { withStarts } from "../../src/harness/with_starts.ts";
import type { Profile } from "../../src/harness/profile.ts";

const fit = {
  arrangement: "[e][m]×(N−1)",
  source: "pg19",
  texts: 3,
  tokens: [4, 8],
  seeds: [1],
} as const;

const profile: Profile = {
  name: "some",
  model: "some",
  batch: 1,
  threads: 1,
  budgetSeconds: 1,
  fits: [{ ...fit, recipe: "open" }, { ...fit, recipe: "best" }],
  throughput: { tokens: [], repetitions: 1 },
};

const start = {
  proto: new Float32Array(4),
  width: 2,
  arrangement: fit.arrangement,
  model: "some",
  weightsSha256: "",
  texts: [],
  textSteps: 0,
  method: "",
  command: "",
};

Deno.test("fits that begin at a common start are left out where there is none, the others run", () => {
  const { profile: begun, leftOut, without } = withStarts(profile, new Map());
  assert.deepEqual(begun.fits.map(({ recipe }) => recipe), ["open"]);
  assert.deepEqual([leftOut, without], [6, [fit.arrangement]]);
});

Deno.test("all fits run where the model has its common start", () => {
  const { profile: begun, leftOut } = withStarts(profile, new Map([[fit.arrangement, start]]));
  assert.deepEqual([begun.fits.length, leftOut], [2, 0]);
});
