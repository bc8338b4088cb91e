import assert from "node:assert/strict";
import {
  type CrammingEntry,
  crammingExperiment,
  type CrammingPayload,
} from "../../src/experiments/cramming.ts";
import { type ExperimentContext, Stopped } from "../../src/experiments/experiment.ts";
import { informationNats, recipes, teacherForcedGraph } from "../../src/proto/mod.ts";
import { context, engine, planOf, tinyModel } from "./tiny_run.ts";

const entry: CrammingEntry = {
  kind: "cramming",
  source: "written",
  texts: 2,
  tokens: [2, 4],
  memVectors: [1, 2],
  recipe: "open",
  maxSteps: 400,
  seeds: [1, 2],
};
const jobs = await planOf(crammingExperiment, entry);
const findings = { records: [], solution: () => Promise.reject(new Error("none")) };

Deno.test("a job for every length, count of vectors, seed and text", () => {
  assert.equal(jobs.length, 16);
  assert.equal(new Set(jobs.map(({ key }) => key)).size, 16);
  const { job } = jobs[0];
  assert.deepEqual([job.tokens, job.memVectors, job.seed, job.patienceSteps], [2, 1, 1, 2000]);
  assert.deepEqual(job.engine, { ...context.engine, batch: 1 });
});

Deno.test("the paper's recipe stays the paper's, so that its division is closed", async () => {
  const [{ job }] = await planOf(crammingExperiment, {
    ...entry,
    recipe: "paper",
    maxSteps: undefined,
  });
  assert.deepEqual(job.recipe, recipes.paper);
});

for (const memVectors of [1, 2]) {
  Deno.test(`what is crammed exactly comes back freely, ${memVectors} [mem]`, async () => {
    const planned = jobs.filter(({ job }) => job.memVectors === memVectors);
    let exact = 0;
    for (const { payload } of planned) {
      const given = await payload(findings) as CrammingPayload;
      const shares: number[] = [];
      const result = await crammingExperiment.run(given, {
        ...await working(),
        progress: (share) => void shares.push(share),
      });
      assert.ok(shares.every((share) => share >= 0 && share <= 1));
      assert.ok(result.greedyAccuracy <= 1 && result.crammedNats > 0 && result.starts >= 1);
      assert.equal(result.informationNats, await information(given));
      if (result.teacherForcedAccuracy < 1) continue;
      exact++;
      assert.equal(result.greedyAccuracy, 1);
      assert.ok(result.crammedNats < result.informationNats);
    }
    assert.ok(exact >= 4, `${exact} of ${planned.length} came out exact`);
  });
}

Deno.test("a job gives the same bits again", async () => {
  const given = await jobs[0].payload(findings) as CrammingPayload;
  const once = await crammingExperiment.run(given, await working());
  assert.deepEqual(await crammingExperiment.run(given, await working()), once);
});

Deno.test("a stop ends the fit before its next step", async () => {
  const given = await jobs[0].payload(findings) as CrammingPayload;
  const run = crammingExperiment.run(given, { ...await working(), stop: () => true });
  await assert.rejects(run, Stopped);
});

/** H_LM after the model's own BOS, straight from the graph. */
async function information({ targets }: CrammingPayload): Promise<number> {
  const model = await tinyModel();
  const graph = teacherForcedGraph(model, { batch: 1, tokens: targets.length });
  await using program = await engine.compile(graph);
  return await informationNats(targets, { program, startId: model.config.bosId! });
}

async function working(): Promise<ExperimentContext> {
  return { model: await tinyModel(), engine, stop: () => false, progress: () => {} };
}
