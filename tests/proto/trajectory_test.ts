import assert from "node:assert/strict";
import { emptyTrajectory, record } from "../../src/proto/mod.ts";

Deno.test("a trajectory keeps every step of a short fit", () => {
  assert.deepEqual(stepsKept(100).slice(-2), [98, 99]);
  assert.equal(stepsKept(100).length, 100);
});

Deno.test("a trajectory of a long fit is thinned evenly and stays small", () => {
  for (const steps of [160, 1000, 5001, 100_000]) {
    const kept = stepsKept(steps);
    assert.ok(kept.length >= 80 && kept.length < 160, `${kept.length} of ${steps}`);
    const interval = kept[1] - kept[0];
    assert.deepEqual(kept, kept.map((_, i) => i * interval));
    assert.ok(steps - kept.at(-1)! <= interval);
  }
});

function stepsKept(steps: number): number[] {
  const trajectory = emptyTrajectory();
  for (let step = 0; step < steps; step++) {
    record(trajectory, { step, lossNats: 1, accuracy: 0, hits: "0" });
  }
  return trajectory.samples.map(({ step }) => step);
}
