import assert from "node:assert/strict";
import { estimateError, estimatePlan, parametersOf } from "../../src/harness/estimate.ts";
import { cellsOf, fitsIn } from "../../src/harness/plan_cells.ts";
import type { Profile } from "../../src/harness/profile.ts";
import type { PlanCell } from "../../src/experiments/plan_cell.ts";
import type { JobRecord } from "../../src/records/record.ts";

const cell: PlanCell = {
  model: "smollm2-135m",
  kind: "fit",
  recipe: "open",
  arrangement: "[e][m]×(N−1)",
  source: "pg19",
  tokens: 16,
  fits: 8,
  steps: 1000,
  batch: 4,
};

Deno.test("estimatePlan() without records is near the step it was fitted to: 220 ms, 64 rows", () => {
  const { cells: [found], basis } = estimatePlan([cell], { threads: 2 });
  const calls = 8 * 1000 / 4;
  assert.ok(Math.abs(found.atMostSeconds / calls - 0.22) < 0.03);
  assert.ok(found.likelySteps <= 1000);
  assert.match(basis, /nothing was measured on this machine/);
});

Deno.test("estimatePlan() takes steps and step times of this machine's records", () => {
  const records = [record(500), record(500)];
  const { cells: [found], basis } = estimatePlan([cell], { threads: 2, records });
  assert.equal(found.likelySteps, 40);
  assert.ok(Math.abs(found.likelySeconds - 80 * 0.5) < 1e-6);
  assert.match(basis, /2 fits measured on this machine/);
});

Deno.test("estimatePlan() of more fits, steps or a larger model takes longer", () => {
  const seconds = (changes: Partial<PlanCell>) =>
    estimatePlan([{ ...cell, ...changes }], { threads: 2 }).atMostSeconds;
  for (const more of [{ fits: 16 }, { steps: 2000 }, { model: "llama-3.2-1b" }, { tokens: 32 }]) {
    assert.ok(seconds(more) > seconds({}));
  }
});

Deno.test("estimatePlan() of one text counts no empty places of a larger batch", () => {
  const seconds = (batch: number) =>
    estimatePlan([{ ...cell, fits: 1, batch }], { threads: 2 }).atMostSeconds;
  assert.equal(seconds(8), seconds(1));
});

Deno.test("estimatePlan() of jobs that take all places of a call has a call for each of their steps", () => {
  const calls = { ...cell, steps: 506, fits: 6, wholeBatch: true } as const;
  const { cells: [found] } = estimatePlan([calls], { threads: 2, records: [record(500)] });
  assert.equal(found.likelySteps, 506);
  assert.ok(Math.abs(found.likelySeconds - 6 * 506 * 0.5) < 1e-6);
});

Deno.test("cellsOf() has a curve for each pair of a text's seeds, beside the fits of its ends", () => {
  const curve = {
    kind: "curve",
    recipe: "open",
    arrangement: "[e][m]×(N−1)",
    source: "pg19",
    texts: 5,
    tokens: [16],
    seeds: [1, 11, 21, 31],
    curve: { steps: 100 },
    points: 9,
  };
  const profile: Profile = {
    name: "curves",
    note: "",
    model: "tiny-llama",
    batch: 4,
    threads: 2,
    budgetSeconds: 60,
    fits: [],
    experiments: [curve],
    throughput: { tokens: [], repetitions: 1 },
  };
  const cells = cellsOf(profile).map(({ kind, fits, steps, wholeBatch = false }) =>
    [kind, fits, steps, wholeBatch] as const
  );
  // Nine points of the line and nine of the curve are three calls each.
  assert.deepEqual(cells, [["curve", 20, 5000, false], ["curve", 30, 106, true]]);
  assert.equal(fitsIn(profile), 20);
});

Deno.test("estimateError() sets what was measured beside its estimate", () => {
  const { fits, actualSeconds, estimatedSeconds } = estimateError([record(500)], { threads: 2 });
  assert.equal(fits, 1);
  assert.equal(actualSeconds, 20);
  assert.ok(estimatedSeconds > 0);
});

for (
  const [model, parameters] of [
    ["smollm2-135m-instruct-q4_1", 135e6],
    ["llama-3.2-1b", 1e9],
    ["pythia-1.4b", 1.4e9],
    ["tiny-neox", 4e6],
    ["tiny-neox-1m", 1e6],
  ] as const
) {
  Deno.test(`parametersOf("${model}") is ${parameters}`, () => {
    assert.equal(parametersOf(model), parameters);
  });
}

/** A fit of `cell` that took 40 steps of so many milliseconds. */
function record(stepMilliseconds: number): JobRecord {
  return {
    key: "k",
    command: "a test",
    warnings: [],
    outcome: "measured",
    job: {
      kind: "fit",
      model: { id: cell.model, weightsSha256: "w", tokenizerSha256: "t" },
      engine: { batch: 4, threads: 2 },
      text: { id: "text", source: "pg19", tokenIdsSha256: "i" },
      arrangement: cell.arrangement,
      tokens: 16,
      recipe: { name: "open", maxSteps: 1000 },
      seed: 1,
    },
    result: { steps: 40, elapsedSeconds: 20, stepMilliseconds },
  } as unknown as JobRecord;
}
