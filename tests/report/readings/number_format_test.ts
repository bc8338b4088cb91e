import assert from "node:assert/strict";
import {
  bounded,
  bytes,
  count,
  duration,
  figure,
  share,
} from "../../../src/report/readings/number_format.ts";

Deno.test("figure() keeps three digits, and every digit before the point", () => {
  for (
    const [value, printed] of [
      [0, "0"],
      [0.031249, "0.0312"],
      [21.94, "21.9"],
      [1170.6, "1,171"],
      [99.96, "100"],
      [NaN, "NaN"],
      [Infinity, "Infinity"],
    ] as const
  ) assert.equal(figure(value), printed);
});

Deno.test("bounded() rounds a bound to where it still holds", () => {
  for (
    const [value, bound, printed] of [
      [153.8, "more than", "> 153"],
      [153.2, "less than", "< 154"],
      [153.8, "exactly", "154"],
      [2.349, "more than", "> 2.34"],
      [2.341, "less than", "< 2.35"],
      [2.3, "more than", "> 2.3"],
      [5000, "more than", "> 5,000"],
    ] as const
  ) assert.equal(bounded({ value, bound }), printed);
});

Deno.test("share() never rounds up to one", () => {
  for (
    const [value, printed] of [
      [1, "1.000"],
      [0.999999, "0.999"],
      [0.9986, "0.999"],
      [0.875, "0.875"],
      [0, "0.000"],
    ] as const
  ) assert.equal(share(value), printed);
});

Deno.test("count(), duration() and bytes() read well", () => {
  assert.equal(count(5000), "5,000");
  assert.equal(duration(4.21), "4.21 s");
  assert.equal(duration(59.96), "60 s");
  assert.equal(duration(200), "3 min 20 s");
  assert.equal(duration(7500), "2 h 05 min");
  assert.equal(bytes(24 * 2 ** 30), "24 GiB");
  assert.equal(bytes(0), "0 B");
});
