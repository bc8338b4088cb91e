import assert from "node:assert/strict";
import { type ExperimentContext, Stopped } from "../../src/experiments/experiment.ts";
import {
  type GroupFitEntry,
  groupFitExperiment,
  type GroupFitPayload,
} from "../../src/experiments/group_fit.ts";
import { context, engine, planOf, tinyModel } from "./tiny_run.ts";

const entry: GroupFitEntry = {
  kind: "group fit",
  source: "written",
  texts: 4,
  tokens: [3],
  shared: ["e", "m"],
  groupSizes: [1, 2, 4],
  recipe: "open",
  maxSteps: 300,
  seeds: [1],
};
const jobs = await planOf(groupFitExperiment, entry);
/** Members and B of the jobs that are planned, by group size; the engine's batch is 4. */
const counted: Record<string, { tokens: number; fits: number; batch: number }[]> = {};
for (const shareOverSeeds of [false, true]) {
  const some = await planOf(groupFitExperiment, { ...entry, seeds: [1, 11], shareOverSeeds });
  const sizes = Map.groupBy(some, ({ job }) => job.groupSize);
  counted[String(shareOverSeeds)] = [...sizes.values()].map((jobs) => ({
    tokens: jobs[0].job.tokens,
    fits: jobs.reduce((sum, { job }) => sum + job.texts.length, 0),
    batch: jobs[0].job.engine.batch,
  }));
}
const findings = { records: [], solution: () => Promise.reject(new Error("none")) };

Deno.test("every text is in one group of each size, and small groups lie within large ones", () => {
  assert.equal(jobs.length, 2 * (4 + 2 + 1));
  assert.equal(new Set(jobs.map(({ key }) => key)).size, jobs.length);
  const groups = (size: number) =>
    jobs.filter(({ job }) => job.groupSize === size && job.shared === "m")
      .map(({ job }) => job.texts.map(({ id }) => id));
  const [all] = groups(4);
  assert.equal(new Set(all).size, 4);
  assert.deepEqual(groups(2).flat(), all);
  assert.deepEqual(groups(1).flat(), all);
});

Deno.test("a job's batch is no larger than its group", () => {
  assert.deepEqual([...new Set(jobs.map(({ job }) => job.engine.batch))], [1, 2, 4]);
});

Deno.test("cells() counts the members and the batch that the jobs have", () => {
  const { model: { id }, engine: { batch } } = context;
  for (const shareOverSeeds of [false, true]) {
    const some = { ...entry, seeds: [1, 11], shareOverSeeds };
    const cells = groupFitExperiment.cells(some, { model: id, batch });
    const planned = cells.map(({ tokens, fits, batch }) => ({ tokens, fits, batch }));
    assert.deepEqual(planned, counted[String(shareOverSeeds)]);
  }
});

Deno.test("a group size that leaves texts over is refused", async () => {
  await assert.rejects(
    planOf(groupFitExperiment, { ...entry, groupSizes: [3] }),
    new RangeError("Cannot fit groups of 3: there are 4 texts, want a size that divides them"),
  );
});

Deno.test("every text of a group is read back with the vector that all share", async () => {
  for (const { job, payload } of jobs) {
    const given = await payload(findings) as GroupFitPayload;
    const result = await groupFitExperiment.run(given, await working());
    assert.equal(result.texts.length, job.texts.length);
    const mean = result.texts.reduce((sum, text) => sum + text.accuracy, 0) / job.texts.length;
    assert.ok(Math.abs(mean - result.fittedAccuracy) < 1e-9, `${mean} ${result.fittedAccuracy}`);
    assert.ok(result.texts.every(({ informationNats }) => informationNats > 0));
    assert.equal(result.outcome === "exact", result.fittedAccuracy === 1);
    if (job.shared === "e") {
      const beginnings = new Set(given.targets.map(([first]) => first)).size;
      const right = result.texts.filter(({ firstTokenRight }) => firstTokenRight).length;
      assert.ok(right <= job.texts.length - beginnings + 1, "one e, one first token");
    }
  }
});

Deno.test("a group may share over seeds too: one job, each text once a seed", async () => {
  const [{ job, payload }] = await planOf(groupFitExperiment, {
    ...entry,
    seeds: [1, 11],
    groupSizes: [2],
    shareOverSeeds: true,
    shared: ["m"],
  });
  const [first, second] = job.texts.filter((_, i) => i % 2 === 0).map(({ id }) => id);
  assert.deepEqual(job.texts.map(({ id }) => id), [first, first, second, second]);
  assert.deepEqual(job.memberSeeds, [1, 11, 1, 11]);
  const given = await payload(findings) as GroupFitPayload;
  const { texts } = await groupFitExperiment.run(given, await working());
  assert.equal(texts.length, 4);
  assert.equal(texts[0].informationNats, texts[1].informationNats);
});

Deno.test("a job gives the same bits again", async () => {
  const given = await jobs.at(-1)!.payload(findings) as GroupFitPayload;
  const once = await groupFitExperiment.run(given, await working());
  assert.deepEqual(await groupFitExperiment.run(given, await working()), once);
});

Deno.test("a stop ends the fit before its next engine call", async () => {
  const given = await jobs[0].payload(findings) as GroupFitPayload;
  const run = groupFitExperiment.run(given, { ...await working(), stop: () => true });
  await assert.rejects(run, Stopped);
});

async function working(): Promise<ExperimentContext> {
  return { model: await tinyModel(), engine, stop: () => false, progress: () => {} };
}
