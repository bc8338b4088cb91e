import assert from "node:assert/strict";
import { emptyTrajectory, record, recordLast, type Sample } from "../../src/proto/mod.ts";

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

Deno.test("the step a start ended at is the last of its trajectory, once", () => {
  for (const steps of [3, 161, 1001]) {
    const trajectory = emptyTrajectory();
    for (let step = 0; step <= steps; step++) record(trajectory, sampleAt(step));
    recordLast(trajectory, sampleAt(steps));
    const kept = trajectory.samples.map(({ step }) => step);
    assert.equal(kept.at(-1), steps);
    assert.equal(new Set(kept).size, kept.length);
  }
});

Deno.test("wrong guesses stand where a sample missed, and stay few however long the text", () => {
  for (const tokens of [4, 32, 128, 129, 1000]) {
    const trajectory = emptyTrajectory();
    for (let step = 0; step < 700; step++) record(trajectory, sampleAt(step, tokens));
    recordLast(trajectory, sampleAt(701, tokens));
    const guessed = trajectory.samples.filter(({ wrongIds }) => wrongIds !== undefined);
    for (const { wrongIds, hits } of guessed) {
      assert.equal(wrongIds!.length, hits.replaceAll("1", "").length);
    }
    const ids = guessed.reduce((sum, { wrongIds }) => sum + wrongIds!.length, 0);
    assert.ok(ids <= 1024 + 128, `${ids} ids`);
    assert.ok(tokens > 128 ? ids === 0 : ids > 200, `${ids} ids of ${tokens} tokens`);
    // Evenly over the steps: none is bunched at the beginning.
    const steps = guessed.slice(0, -1).map(({ step }) => step);
    assert.deepEqual(steps, steps.map((_, i) => i * (steps[1] - steps[0])));
  }
});

Deno.test("a sample that missed nothing keeps no guesses", () => {
  const trajectory = emptyTrajectory();
  record(trajectory, { step: 0, lossNats: 1, accuracy: 1, hits: "11", wrongIds: [] });
  assert.equal("wrongIds" in trajectory.samples[0], false);
});

function sampleAt(step: number, tokens = 4): Sample {
  const wrongIds = Array.from({ length: tokens }, (_, i) => i);
  return { step, lossNats: 1, accuracy: 0, hits: "0".repeat(tokens), wrongIds };
}
