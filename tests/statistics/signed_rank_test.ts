import assert from "node:assert/strict";
import { hodgesLehmann, signedRank } from "../../src/statistics/mod.ts";

/** Hollander and Wolfe (1973), p. 29: depression before and after a tranquilliser. */
const before = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30];
const after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
const differences = before.map((value, at) => value - after[at]);

const near = (got: number, want: number) => assert.ok(Math.abs(got - want) < 1e-9, `${got}`);

Deno.test("signedRank() gives the book's estimate, interval and P", () => {
  const { estimate, low, high, pAbove } = signedRank(differences);
  near(estimate, 0.46);
  near(low, 0.01);
  near(high, 0.786);
  assert.equal(pAbove.toFixed(3), "0.020");
  near(hodgesLehmann(differences), 0.46);
});

/** scipy.stats.wilcoxon 1.17.1, alternative="greater" and "less", every sign counted. */
const cases: [values: number[], pAbove: number, pBelow: number][] = [
  [differences, 0.01953125, 0.986328125],
  [[1, 2, 2, -1, 3, 5, -2, 4], 0.05078125, 0.97265625],
];
for (const [values, pAbove, pBelow] of cases) {
  Deno.test(`signedRank() of ${values.length} differences has SciPy's p-values`, () => {
    const ranks = signedRank(values);
    near(ranks.pAbove, pAbove);
    near(ranks.pBelow, pBelow);
  });
}

Deno.test("signedRank() of nothing but zeros finds nothing", () => {
  const zeros = new Array(8).fill(0);
  assert.deepEqual(signedRank(zeros), { estimate: 0, low: 0, high: 0, pAbove: 1, pBelow: 1 });
});

Deno.test("signedRank() of five differences bounds nothing", () => {
  const { low, high, pAbove } = signedRank([1, 1, 1, 1, 1]);
  assert.deepEqual([low, high, pAbove], [-Infinity, Infinity, 1 / 32]);
});

for (const values of [[], [1, NaN, 2], new Array(51).fill(1)]) {
  Deno.test(`signedRank() rejects ${values.length} values${values.length === 3 ? " with NaN" : ""}`, () => {
    assert.throws(() => signedRank(values), /^RangeError: Cannot rank differences: got /);
  });
}
