import assert from "node:assert/strict";
import {
  type CurveEntry,
  curveExperiment,
  type CurvePayload,
} from "../../src/experiments/curve.ts";
import { type ExperimentContext, Stopped } from "../../src/experiments/experiment.ts";
import { engine, findingsOf, fitsOf, planOf, tinyModel } from "./tiny_run.ts";

const entry: CurveEntry = {
  kind: "curve",
  source: "written",
  texts: 2,
  tokens: [3],
  seeds: [1, 11, 21],
  recipe: "open",
  arrangement: "[e][m]×(N−1)",
  maxSteps: 600,
  curve: { steps: 60 },
  points: 9,
};
const jobs = await planOf(curveExperiment, entry);
const fits = await fitsOf(curveExperiment, entry);
const findings = await findingsOf(fits);

Deno.test("every pair of a text's seeds is a job, and every seed a fit", () => {
  assert.equal(fits.length, 6);
  assert.equal(jobs.length, 6);
  assert.equal(new Set(jobs.map(({ key }) => key)).size, 6);
  assert.deepEqual(jobs.slice(0, 3).map(({ job }) => job.seeds), [[1, 11], [1, 21], [11, 21]]);
});

Deno.test("a curve starts and ends at solutions, and loses less on the way than the line", async () => {
  for (const { job, payload } of jobs) {
    const given = await payload(findings);
    if ("missing" in given) continue;
    const result = await curveExperiment.run(given as CurvePayload, await working());
    for (const accuracies of [result.lineAccuracies, result.curveAccuracies]) {
      assert.equal(accuracies.length, job.points);
      assert.deepEqual([accuracies[0], accuracies.at(-1)], [1, 1]);
    }
    assert.ok(sum(result.curveLossesNats) < sum(result.lineLossesNats));
    assert.ok(result.lengthRatio > 1);
  }
  const ready = await Promise.all(jobs.map(({ payload }) => payload(findings)));
  assert.ok(ready.filter((one) => !("missing" in one)).length >= 3, "too few solutions to try");
});

Deno.test("a job gives the same bits again, and another step count others", async () => {
  const given = await firstPayload();
  const once = await curveExperiment.run(given, await working());
  assert.deepEqual(await curveExperiment.run(given, await working()), once);
  const [other] = await planOf(curveExperiment, { ...entry, curve: { steps: 61 } });
  assert.notEqual(other.key, jobs[0].key);
});

Deno.test("a fit that has not run, or fell short, is named", async () => {
  const [{ payload }] = jobs;
  const { id } = jobs[0].job.text;
  const none = { ...findings, records: [] };
  assert.deepEqual(await payload(none), {
    missing: `the fit of "${id}", N = 3, seed 1 has not run`,
  });
  const short = findings.records.map((record) => ({ ...record, result: { accuracy: 2 / 3 } }));
  assert.deepEqual(await payload({ ...findings, records: short as never }), {
    missing: `the fit of "${id}", N = 3, seed 1 ended at accuracy 0.667`,
  });
});

Deno.test("a stop ends the walk before its next engine call", async () => {
  let calls = 0;
  const run = curveExperiment.run(await firstPayload(), {
    ...await working(),
    stop: () => calls++ === 5,
  });
  await assert.rejects(run, Stopped);
  assert.equal(calls, 6);
});

Deno.test("seeds that could meet in one solution are refused", async () => {
  await assert.rejects(
    planOf(curveExperiment, { ...entry, seeds: [1, 11, 14] }),
    new RangeError(
      'Cannot compare solutions of seeds 11 and 14: recipe "open" may go through 8 seeds, want ' +
        "seeds at least 8 apart",
    ),
  );
});

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

async function working(): Promise<ExperimentContext> {
  return { model: await tinyModel(), engine, stop: () => false, progress: () => {} };
}

async function firstPayload(): Promise<CurvePayload> {
  for (const { payload } of jobs) {
    const given = await payload(findings);
    if (!("missing" in given)) return given as CurvePayload;
  }
  throw new Error("no pair of solutions");
}
