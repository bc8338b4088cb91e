import assert from "node:assert/strict";
import { medianBounds } from "../../src/statistics/mod.ts";

/** n and the 0.025 quantile of Binomial(n, ½), summed in whole numbers by Python's math.comb. */
const ranks = [[6, 1], [8, 1], [9, 2], [12, 3], [15, 4], [20, 6], [25, 8], [40, 14]];

for (const [n, k] of ranks) {
  Deno.test(`medianBounds() of ${n} values is from the ${k}. smallest to the ${k}. largest`, () => {
    const values = Array.from({ length: n }, (_, i) => (7 * i + 3) % n).map((i) => i + 1);
    const shuffled = new Set(values).size === n ? values : values.map((_, i) => n - i);
    assert.deepEqual(medianBounds(shuffled), { low: k, high: n + 1 - k });
  });
}

Deno.test("medianBounds() of five values bounds nothing", () => {
  assert.equal(medianBounds([1, 2, 3, 4, 5]), null);
});

Deno.test("medianBounds() has no upper end where too many values are not known", () => {
  const values = [5, 1, 2, Infinity, 3, 4, Infinity, 6];
  assert.deepEqual(medianBounds(values), { low: 1, high: Infinity });
});
