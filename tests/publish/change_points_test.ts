import assert from "node:assert/strict";
import { normals, stream } from "../../src/random/mod.ts";
import { changePoints, fewestValues } from "../../src/publish/change_points.ts";

const options = (index: number) => ({ stream: stream(1, "fuzz", index) });

Deno.test("changePoints() says nothing of fewer runs than could show anything", () => {
  assert.equal(fewestValues, 10);
  assert.deepEqual(changePoints([1, 1, 1, 1, 9, 9, 9, 9, 9], options(0)), []);
});

Deno.test("changePoints() gives a clean step of 5 and 5 the p that counting orders gives", () => {
  // The five lowest come first or last, or they, or the five highest, are places 3 to 7 or 4 to 8:
  // 6 of the 252 ways to choose their places.
  const values = [1, 3, 2, 5, 4, 15, 19, 14, 17, 18];
  const [step, ...more] = changePoints(values, { ...options(1), draws: 9999 });
  assert.deepEqual(more, []);
  assert.equal(step.at, 5);
  assert.equal(step.before, 3);
  assert.equal(step.after, 17);
  assert.ok(Math.abs(step.p - 6 / 252) < 0.006, `p = ${step.p}`);
});

Deno.test("changePoints() finds both steps of a series that goes up and comes back", () => {
  const noise = normals(stream(2, "fuzz"), 36);
  const values = Array.from(noise, (value, i) => value + (i >= 12 && i < 24 ? 6 : 0));
  assert.deepEqual(changePoints(values, options(2)).map(({ at }) => at), [12, 24]);
});

Deno.test("changePoints() takes one wild run for no step", () => {
  const values = Array.from(normals(stream(3, "fuzz"), 20));
  values[10] = 1000;
  assert.deepEqual(changePoints(values, options(3)), []);
});

Deno.test("changePoints() finds a step where there is none in at most one series of twenty", () => {
  const series = 200;
  let found = 0;
  for (let i = 0; i < series; i++) {
    const values = Array.from(normals(stream(4, "fuzz", i), 12));
    if (changePoints(values, { ...options(100 + i), draws: 199 }).length > 0) found++;
  }
  // 5 % of 200 are 10; 19 or more come by chance in one test of 200.
  assert.ok(found < 19, `${found} of ${series}`);
});
