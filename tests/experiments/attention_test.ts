import assert from "node:assert/strict";
import {
  type AttentionEntry,
  attentionExperiment,
  type AttentionPayload,
} from "../../src/experiments/attention.ts";
import type { ExperimentContext } from "../../src/experiments/experiment.ts";
import { engine, findingsOf, fitsOf, planOf, tinyModel } from "./tiny_run.ts";

const entry: AttentionEntry = {
  kind: "attention",
  source: "written",
  texts: 2,
  tokens: [3],
  seeds: [1, 2],
  recipe: "open",
  arrangement: "[e][m]×(N−1)",
  maxSteps: 600,
};
const jobs = await planOf(attentionExperiment, entry);
const fits = await fitsOf(attentionExperiment, entry);
const findings = await findingsOf(fits);

Deno.test("every solution is a job, and names its fit", () => {
  assert.equal(jobs.length, 4);
  assert.deepEqual(jobs.map(({ job }) => job.fit), fits.map(({ key }) => key));
  assert.equal(new Set(jobs.map(({ key }) => key)).size, 4);
});

Deno.test("a solution is watched while it says its text", async () => {
  let watched = 0;
  for (const { payload } of jobs) {
    const given = await payload(findings);
    if ("missing" in given) continue;
    watched++;
    const result = await attentionExperiment.run(given as AttentionPayload, await working());
    assert.equal(result.accuracy, 1);
    const { layers } = (await tinyModel()).config;
    for (const mass of [result.firstPositionMass, result.unfittedMass, result.textMass]) {
      assert.equal(mass.length, layers);
      assert.ok(mass.every((share) => share > 0 && share < 1), `${mass}`);
    }
    assert.notDeepEqual(result.firstPositionMass, result.unfittedMass);
  }
  assert.ok(watched >= 2, `${watched} solutions`);
});

Deno.test("a text's own attention does not depend on the fit", async () => {
  const masses: (readonly number[])[] = [];
  for (const { job, payload } of jobs) {
    const given = await payload(findings);
    if ("missing" in given || job.text.id !== jobs[0].job.text.id) continue;
    const result = await attentionExperiment.run(given as AttentionPayload, await working());
    masses.push(result.textMass);
  }
  assert.deepEqual(masses, masses.map(() => masses[0]));
});

Deno.test("a fit that has not run is named", async () => {
  const { id } = jobs[0].job.text;
  assert.deepEqual(await jobs[0].payload({ ...findings, records: [] }), {
    missing: `the fit of "${id}", N = 3, seed 1 has not run`,
  });
});

async function working(): Promise<ExperimentContext> {
  return { model: await tinyModel(), engine, stop: () => false, progress: () => {} };
}
