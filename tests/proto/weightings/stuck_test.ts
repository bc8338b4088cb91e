import assert from "node:assert/strict";
import { positionWeights, type StuckRule } from "../../../src/proto/weightings/mod.ts";
import { type LbfgsRule, optimiserOf, recipeNamed } from "../../../src/proto/mod.ts";

const rule: StuckRule = { by: "stuck", patienceSteps: 2, share: 0.75, weight: 4 };

Deno.test("what stays wrong counts more once no more tokens come right, and is given its time", () => {
  const kept = {};
  const passes = ["1000", "1101", "1101", "1101", "1011", "1110", "0001", "0001", "0111", "1111"];
  const weights = passes.map((pass) => {
    const hits = [...pass].map((hit) => hit === "1");
    const last = { hits, lossesNats: new Float32Array(4) };
    return [...positionWeights(rule, { tokens: 4, last, kept })];
  });
  const even = [1, 1, 1, 1];
  assert.deepEqual(weights, [
    even,
    even,
    even,
    // Twice no better than before.
    [1, 1, 4, 1],
    // That is given its time, whatever comes of it at once.
    [1, 1, 4, 1],
    // No better: others now.
    [1, 1, 1, 4],
    [1, 1, 1, 4],
    // Too many are wrong to choose among.
    [1, 1, 1, 4],
    [4, 1, 1, 1],
    [4, 1, 1, 1],
  ]);
  assert.deepEqual([...positionWeights(rule, { tokens: 2, kept: {} })], [1, 1]);
});

Deno.test("L-BFGS compares no loss with one of other weights", () => {
  const lbfgs: LbfgsRule = {
    ...{ by: "lbfgs", pairs: 15, firstLength: 5, longestLength: 30, shrink: 0.4 },
  };
  const state = optimiserOf(lbfgs).state(lbfgs, { size: 1, width: 1 });
  const x = Float32Array.of(0);
  const pass = (lossNats: number, slope: number, reweighed = false) =>
    optimiserOf(lbfgs).step(
      x,
      { lossNats, gradient: Float32Array.of(slope), reweighed, width: 1 },
      { state, rule: lbfgs, rates: recipeNamed("open") },
    );
  pass(1, -1);
  pass(3, -1, true);
  assert.equal(x[0], 10, "the higher loss is one of other weights: the step stands");
  pass(4, -1);
  assert.equal(x[0], 7, "and the next is compared with it");
});
