/** Against SciPy, statsmodels, lifelines and enumeration: fixtures/golden/statistics.py. */
import assert from "node:assert/strict";
import golden from "../../fixtures/golden/statistics.json" with { type: "json" };
import {
  bestOfK,
  binomialInterval,
  clusteredShare,
  equivalence,
  holm,
  kaplanMeier,
  logLogSlope,
  medianTime,
  restrictedMeanOfCounts,
  restrictedMeanTime,
  studentTCumulative,
  studentTQuantile,
} from "../../src/statistics/mod.ts";

Deno.test("binomialInterval() is Clopper and Pearson's (statsmodels)", () => {
  for (const { successes, trials, level, interval: [low, high] } of golden.binomial) {
    const got = binomialInterval(successes, trials, { level });
    assert.equal(got.estimate, successes / trials);
    near(got.low, low, 1e-9);
    near(got.high, high, 1e-9);
  }
});

Deno.test("clusteredShare() is Korn and Graubard's, its variance statsmodels' cluster-robust one", () => {
  for (const { clusters, level, interval: [low, high] } of golden.clusteredShare) {
    const got = clusteredShare(clusters, { level });
    near(got.low, low, 1e-9);
    near(got.high, high, 1e-9);
  }
});

Deno.test("Student's t agrees with SciPy, cumulative and quantile", () => {
  for (const { freedom, t, cumulative, p, quantile } of golden.student) {
    near(studentTCumulative(t, freedom), cumulative, 1e-12);
    near(studentTQuantile(p, freedom), quantile, 1e-8 * Math.max(1, Math.abs(quantile)));
  }
});

Deno.test("equivalence() gives statsmodels' TOST p-value and its 90 % interval", () => {
  for (const { differences, margin, p, interval: [low, high] } of golden.equivalence) {
    const got = equivalence(differences, { margin });
    near(got.p, p, 1e-10);
    near(got.low, low, 1e-10);
    near(got.high, high, 1e-10);
  }
});

Deno.test("holm() adjusts as statsmodels does", () => {
  for (const { p, adjusted } of golden.holm) {
    const got = holm(p);
    for (const [i, want] of adjusted.entries()) near(got[i], want, 1e-12);
  }
});

Deno.test("bestOfK() is the mean over all draws of k values", () => {
  for (const { values, k, expected } of golden.bestOfK) near(bestOfK(values, k), expected, 1e-12);
});

Deno.test("logLogSlope() is SciPy's least-squares slope of the logarithms", () => {
  near(logLogSlope(golden.slope.points), golden.slope.slope, 1e-12);
});

Deno.test("kaplanMeier() agrees with lifelines: curve, interval, median, restricted mean", () => {
  for (const one of golden.survival) {
    const curve = kaplanMeier(one.observations);
    assert.deepEqual(curve.map(({ time }) => time), one.times);
    for (const [i, step] of curve.entries()) {
      near(step.survival, one.survival[i], 1e-12);
      near(step.low, one.intervals[i][0], 1e-9);
      near(step.high, one.intervals[i][1], 1e-9);
    }
    assert.equal(medianTime(curve), one.median);
    near(restrictedMeanTime(curve, one.limit), one.restrictedMean, 1e-9);
    const times = [...new Set(one.observations.map(({ time }) => time))].sort((a, b) => a - b);
    const counts = (ended: boolean) =>
      Uint16Array.from(
        times,
        (time) => one.observations.filter((o) => o.time === time && o.ended === ended).length,
      );
    const of = { ended: counts(true), censored: counts(false), limit: one.limit };
    near(restrictedMeanOfCounts(times, of), one.restrictedMean, 1e-9);
  }
});

/** NaN fails. */
function near(got: number, want: number, tolerance: number): void {
  assert.ok(Math.abs(got - want) <= tolerance, `want ${want} ± ${tolerance}, got ${got}`);
}
