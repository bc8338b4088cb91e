import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { readRunData } from "../../../src/records/run_data.ts";
import { measured } from "../../../src/records/measured.ts";
import type { FitResult } from "../../../src/records/record.ts";
import { courseOf } from "../../../src/report/readings/course.ts";
import { specimenOf } from "../../../src/report/readings/specimen.ts";
import { hitsOverStepsChart } from "../../../src/report/charts/hits_over_steps_chart.ts";

const reports = new URL("../../../reports/", import.meta.url);
const runs = [...Deno.readDirSync(reports)].map(({ name }) => name)
  .filter((name) => /^\d{4}-\d\d-\d\d/.test(name)).sort();

Deno.test("there are published runs to hold against their badges", () =>
  assert.ok(runs.length > 2));

for (const run of runs) {
  Deno.test(`${run}: of every fit the chart ends as the badge says`, async () => {
    const { records } = await readRunData(fileURLToPath(new URL(run, reports)));
    const fits = measured(records, "fit");
    assert.ok(fits.length > 0);
    for (const fit of fits) {
      const { job: { text: { id } }, result } = fit;
      const { samples, isKept } = courseOf(result);
      const steps = samples.map(({ step }) => step);
      assert.deepEqual(steps, steps.toSorted((a, b) => a - b), id);
      // What is exact ended at its exact step, which is no other than the last.
      if (result.exact) assert.ok(!isKept && !samples.at(-1)!.hits.includes("0"), id);
      const { spec, table } = hitsOverStepsChart(fit);
      const layers = spec.layer as { data: { values: Record<string, unknown>[] } }[];
      const bars = layers.flatMap(({ data }) => data.values).filter(({ state }) => state);
      const end = Math.max(...bars.map(({ to }) => Number(to)));
      const right = bars.filter(({ to, state }) => to === end && state === "right").length;
      assert.equal(right, result.correctTokens, id);
      assert.equal(table.rows.filter((row) => row.at(-1) === "right").length, right, id);
      const wrong = specimenOf([fit])!.stops.at(-1)!.wrong;
      assert.equal(wrong.filter((one) => one === null).length, right, id);
    }
  });
}

const fit = {
  targetIds: [5, 6],
  reconstructedIds: [5, 6],
  exact: true,
  accuracy: 1,
  lossNats: 0.1,
  attempts: [{ seed: 1, steps: 9, accuracy: 1, outcome: "exact" }],
  trajectory: [{ step: 8, hits: "10", accuracy: 0.5, lossNats: 1 }],
} as unknown as FitResult;

Deno.test("courseOf() ends an exact fit of an old record at its exact step", () => {
  const { samples, isKept } = courseOf(fit);
  assert.deepEqual(samples.map(({ step, hits }) => [step, hits]), [[8, "10"], [9, "11"]]);
  assert.equal(isKept, false);
});

Deno.test("courseOf() sets what is stored apart where the last step was not the best", () => {
  const short = {
    ...fit,
    exact: false,
    reconstructedIds: [5, 7],
    attempts: [{ seed: 1, steps: 8, accuracy: 0.5, outcome: "budget" as const }],
    trajectory: [{ step: 8, hits: "00", accuracy: 0, lossNats: 1 }],
  };
  const { samples, isKept } = courseOf(short);
  assert.deepEqual(samples.at(-1), {
    ...{ step: 8, hits: "10", accuracy: 1, lossNats: 0.1, wrongIds: [7] },
  });
  assert.equal(isKept, true);
});
