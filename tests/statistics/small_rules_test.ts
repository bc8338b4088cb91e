import assert from "node:assert/strict";
import {
  bestOfK,
  equivalence,
  holm,
  logLogSlope,
  logLogSlopeInterval,
  minimumDetectable,
} from "../../src/statistics/mod.ts";
import { normals, stream } from "../../src/random/mod.ts";

Deno.test("equivalence() of identical pairs is certain inside the margin only", () => {
  assert.equal(equivalence([0.01, 0.01, 0.01], { margin: 0.05 }).p, 0);
  assert.equal(equivalence([0.06, 0.06, 0.06], { margin: 0.05 }).p, 1);
});

Deno.test("bestOfK() refuses more than there are", () => {
  assert.throws(() => bestOfK([1, 2], 3), /want k in 1…2/);
});

Deno.test("holm() of nothing is nothing", () => assert.deepEqual(holm([]), []));

Deno.test("logLogSlope() of a power law is its exponent, NaN at a single x", () => {
  const points = [4, 8, 16].map((x) => ({ x, y: 3 * x ** 1.7 }));
  assert.ok(Math.abs(logLogSlope(points) - 1.7) < 1e-12);
  assert.ok(Number.isNaN(logLogSlope([points[0], points[0]])));
  assert.throws(() => logLogSlope([{ x: 4, y: 0 }]), /want both above 0/);
});

Deno.test("logLogSlopeInterval() covers the exponent and is seeded", () => {
  const noise = normals(stream(6, "slope"), 36);
  const texts = Array.from(
    { length: 12 },
    (_, text) => [8, 16, 32].map((x, i) => ({ x, y: x * Math.exp(0.3 * noise[3 * text + i]) })),
  );
  const interval = () => logLogSlopeInterval(texts, { stream: stream(7, "slope") });
  assert.deepEqual(interval(), interval());
  assert.ok(interval().low < 1 && 1 < interval().high);
});

Deno.test("minimumDetectable() is 2.8 standard errors", () => {
  assert.ok(Math.abs(minimumDetectable({ low: -1.959964, high: 1.959964 }) - 2.801585) < 1e-6);
});
