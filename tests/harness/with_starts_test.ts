import assert from "node:assert/strict";
import { cellsOf } from "../../src/harness/plan_cells.ts";
import { partsOf } from "../../src/harness/profile.ts";
import { withNamedStarts, withStarts } from "../../src/harness/with_starts.ts";
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

Deno.test("fits that begin at a common start are left out where there is none, the others run", () => {
  const { profile: begun, leftOut, without } = withStarts(profile, new Set());
  assert.deepEqual(begun.fits.map(({ recipe }) => recipe), ["open"]);
  assert.deepEqual([leftOut, without], [6, [fit.arrangement]]);
});

Deno.test("all fits run where the model has its common start", () => {
  const { profile: begun, leftOut } = withStarts(profile, new Set([fit.arrangement]));
  assert.deepEqual([begun.fits.length, leftOut], [2, 0]);
});

Deno.test("a plan counts no fits of models without a common start, and names them", async () => {
  const { fits, throughput } = profile;
  const whole = { ...profile, also: [{ model: "other", batch: 1, fits, throughput }] };
  const { profile: begun, leftOut } = await withNamedStarts(
    whole,
    (model) => Promise.resolve(new Set(model === "some" ? [fit.arrangement] : [])),
  );
  assert.deepEqual(partsOf(begun).map(({ fits }) => fits.length), [2, 1]);
  assert.equal(cellsOf(begun).reduce((sum, { fits }) => sum + fits, 0), 18);
  assert.deepEqual(leftOut.map(({ model, fits }) => [model, fits]), [["other", 6]]);
  assert.match(leftOut[0].reason, /study start --model other/);
});

Deno.test("the published starts are found by their models' names", async () => {
  const { leftOut } = await withNamedStarts({ ...profile, model: "tiny-neox" });
  assert.deepEqual(leftOut, []);
  const { leftOut: missing } = await withNamedStarts({ ...profile, model: "llama-3.1-8b" });
  assert.equal(missing.length, 1);
});
