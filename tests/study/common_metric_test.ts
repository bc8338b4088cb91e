import assert from "node:assert/strict";
import { metricOf } from "../../src/study/common_metric.ts";

Deno.test("metricOf() is the damped inverse of the samples' mean outer product", () => {
  // By numpy: F = np.array(rows).T @ rows / 4 * 3; np.linalg.inv(F + 0.3 * np.eye(3))
  const rows = [[1, 0, 0], [0.6, 0.8, 0], [0.6, -0.8, 0], [0, 0, 1]];
  const parts = [
    Float32Array.from(rows.slice(0, 1).flat()),
    Float32Array.from(rows.slice(1).flat()),
  ];
  const { rows: directions, scales, rest } = metricOf(parts, 3);
  assert.equal(scales.length, 3);
  assert.ok(Math.abs(rest - 1 / 0.3) < 1e-5, "no direction is left beside");
  const dense = Array.from({ length: 9 }, (_, at) => {
    const [i, j] = [Math.floor(at / 3), at % 3];
    return scales.reduce(
      (sum, scale, r) => sum + scale * directions[3 * r + i] * directions[3 * r + j],
      0,
    );
  });
  const want = [1 / 1.59, 0, 0, 0, 1 / 1.26, 0, 0, 0, 1 / 1.05];
  dense.forEach((value, at) =>
    assert.ok(Math.abs(value - want[at]) < 1e-5, `${value}, ${want[at]}`)
  );
});
