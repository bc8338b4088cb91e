import assert from "node:assert/strict";
import { type LbfgsRule, type Metric, optimiserOf, recipeNamed } from "../../../src/proto/mod.ts";
import { scaledBy } from "../../../src/proto/optimisers/metric.ts";

const rates = recipeNamed("open");
const lbfgs: LbfgsRule = { by: "lbfgs", pairs: 15, firstLength: 1, longestLength: 30, shrink: 0.4 };

/** Two directions of the plane turned by a right triangle of 3, 4 and 5, and what is beside them. */
const metric: Metric = {
  rows: Float32Array.of(0.6, 0.8, 0, 0, -0.8, 0.6, 0, 0),
  scales: Float32Array.of(0.01, 4),
  rest: 1,
};

Deno.test("scaledBy() scales each direction by its own, and all others by the rest", () => {
  const near = (got: ArrayLike<number>, want: readonly number[]) =>
    want.forEach((value, i) => assert.ok(Math.abs(got[i] - value) < 1e-6, `${got[i]}, ${value}`));
  near(scaledBy(metric, [0.6, 0.8, 0, 0]), [0.006, 0.008, 0, 0]);
  near(scaledBy(metric, [-0.8, 0.6, 0, 0]), [-3.2, 2.4, 0, 0]);
  near(scaledBy(metric, [0, 0, 7, -2]), [0, 0, 7, -2]);
  assert.throws(() => scaledBy(metric, [1, 2, 3]), {
    name: "RangeError",
    message: "Cannot use a metric of 4 components on 3: it belongs to another model or arrangement",
  });
});

Deno.test("L-BFGS by the metric of a valley comes down at once, and creeps without it", () => {
  const valley = (x: Float32Array) => {
    const gradient = new Float32Array(4);
    let lossNats = 0;
    const along = [[0.6, 0.8, 0, 0], [-0.8, 0.6, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]];
    for (const [at, steepness] of [100, 0.25, 1, 1].entries()) {
      const at0 = along[at].reduce((sum, value, i) => sum + value * x[i], 0) - 3;
      lossNats += steepness * at0 ** 2 / 2;
      along[at].forEach((value, i) => gradient[i] += steepness * at0 * value);
    }
    return { lossNats, gradient, width: 4 };
  };
  const passesDown = (rule: LbfgsRule) => {
    const x = new Float32Array(4);
    const state = optimiserOf(rule).state(rule, { size: 4, width: 4 });
    for (let pass = 0; pass < 100; pass++) {
      if (valley(x).lossNats < 1e-4) return pass;
      optimiserOf(rule).step(x, valley(x), { state, rule, rates, metric });
    }
    return 100;
  };
  const [by, without] = [{ ...lbfgs, metric: { from: "common" } as const }, lbfgs].map(passesDown);
  // One step along the way, and one of the length that it taught.
  assert.ok(by <= 3, `${by} passes by the metric`);
  assert.ok(without >= 3 * by, `${without} passes without`);
});

Deno.test("a rule that names a metric wants it brought along", () => {
  const rule: LbfgsRule = { ...lbfgs, metric: { from: "common" } };
  const state = optimiserOf(rule).state(rule, { size: 1, width: 1 });
  const descent = { lossNats: 1, gradient: Float32Array.of(1), width: 1 };
  assert.throws(() => optimiserOf(rule).step(Float32Array.of(0), descent, { state, rule, rates }), {
    name: "TypeError",
    message: "Cannot take a step of L-BFGS: its metric was not brought along",
  });
});
