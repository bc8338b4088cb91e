import assert from "node:assert/strict";
import { normalQuantile, studentInterval } from "../../src/statistics/mod.ts";

// By hand, from a table: √2.5 / √5 times t(0.975, 4) = 2.776445 and t(0.95, 4) = 2.131847.
Deno.test("studentInterval() is Student's interval of a mean", () => {
  const values = [1, 2, 3, 4, 5];
  close(studentInterval(values).low, 1.036757);
  close(studentInterval(values).high, 4.963243);
  close(studentInterval(values, { level: 0.9 }).high, 4.507443);
});

Deno.test("studentInterval() of values that agree is as wide as they may differ", () => {
  // t(0.975, 4) = 2.776445 times 0.1 / √5.
  const { estimate, low, high } = studentInterval([1, 1, 1, 1, 1], { leastDeviation: 0.1 });
  assert.equal(estimate, 1);
  close(high - 1, 0.124167);
  close(1 - low, 0.124167);
});

Deno.test("studentInterval() refuses a single value", () => {
  assert.throws(() => studentInterval([1]), /got 1 values, want 2/);
});

Deno.test("normalQuantile() is the standard normal's", () => {
  for (const [p, z] of [[0.5, 0], [0.975, 1.959964], [0.9999, 3.719016], [0.001, -3.090232]]) {
    close(normalQuantile(p), z, 2e-3);
  }
  assert.throws(() => normalQuantile(1), RangeError);
});

function close(got: number, want: number, tolerance = 1e-5) {
  assert.ok(Math.abs(got - want) <= tolerance, `${got}, want ${want}`);
}
