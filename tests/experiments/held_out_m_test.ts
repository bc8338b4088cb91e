import assert from "node:assert/strict";
import { type ExperimentContext, Stopped } from "../../src/experiments/experiment.ts";
import {
  type HeldOutEntry,
  heldOutExperiment,
  type HeldOutPayload,
} from "../../src/experiments/held_out_m.ts";
import { runExperiments } from "../../src/harness/run_experiments.ts";
import { newFolder, runOptions } from "../harness/_small_run.ts";
import { engine, planOf, tinyModel } from "./tiny_run.ts";

const entry: HeldOutEntry = {
  kind: "held-out m",
  source: "written",
  texts: 5,
  trainingTexts: 2,
  tokens: [3],
  seeds: [1, 11],
  recipe: "open",
  maxSteps: 200,
};
const jobs = await planOf(heldOutExperiment, entry);
const nothing = { records: [], solution: () => Promise.reject(new Error("none")) };

Deno.test("a job is a seed; no text is both trained on and held out", () => {
  assert.deepEqual(jobs.map(({ job }) => job.seed), [1, 11]);
  for (const { job: { trainingTexts, texts, engine } } of jobs) {
    assert.deepEqual([trainingTexts.length, texts.length], [2, 3]);
    assert.equal(new Set([...trainingTexts, ...texts].map(({ id }) => id)).size, 5);
    assert.equal(engine.batch, 3);
  }
});

for (const trainingTexts of [0, 5, 1.5]) {
  Deno.test(`training on ${trainingTexts} of 5 texts is refused`, async () => {
    await assert.rejects(planOf(heldOutExperiment, { ...entry, trainingTexts }), {
      name: "RangeError",
      message: /^Cannot hold texts out: .* of 5 are to train on/,
    });
  });
}

Deno.test("every held-out text is read back under each m, as it was fitted", async () => {
  const { training, texts } = await run(0);
  assert.ok(training.steps > 0 && training.fittedAccuracy > 0);
  assert.equal(texts.length, 3);
  for (const text of texts) {
    assert.deepEqual(Object.keys(text), ["shared m", "random m", "free m"]);
    for (const { accuracy, fittedAccuracy, exact, steps } of Object.values(text)) {
      assert.equal(accuracy, fittedAccuracy);
      assert.equal(exact, accuracy === 1);
      assert.ok(steps <= 200);
    }
    assert.equal(new Set(Object.values(text).map(({ lossNats }) => lossNats)).size, 3);
  }
});

Deno.test("a free m does not know of the training texts", async () => {
  const payload = await payloadOf(0);
  const alone = await run(0);
  const training = payload.training.map((ids) => ids.toReversed());
  const others = await heldOutExperiment.run({ ...payload, training }, await working());
  const freeOf = ({ texts }: typeof alone) => texts.map((text) => text["free m"]);
  assert.deepEqual(freeOf(others), freeOf(alone));
  assert.notDeepEqual(others, alone);
});

Deno.test("a job gives the same bits again", async () => {
  assert.deepEqual(await run(1), await run(1));
});

Deno.test("a stop ends it, in the group and after it", async () => {
  for (const calls of [0, 230]) {
    let asked = 0;
    const stop = () => asked++ >= calls;
    const stopped = heldOutExperiment.run(await payloadOf(0), { ...await working(), stop });
    await assert.rejects(stopped, Stopped);
  }
});

Deno.test("a job in the store is not run again", async () => {
  await using folder = await newFolder();
  const options = {
    ...await runOptions(folder.path),
    records: [],
    clock: { key: "held-out", spentSeconds: 0 },
  };
  const session = await options.openSession();
  const openSession = () => Promise.resolve(session);
  const first = await runExperiments(jobs, { ...options, openSession });
  session[Symbol.dispose]();
  assert.deepEqual(first.map(({ outcome }) => outcome), ["measured", "measured"]);
  const closed = () => Promise.reject(new Error("a model was opened"));
  assert.deepEqual(await runExperiments(jobs, { ...options, openSession: closed }), first);
});

async function payloadOf(at: number): Promise<HeldOutPayload> {
  return await jobs[at].payload(nothing) as HeldOutPayload;
}

async function run(at: number) {
  return await heldOutExperiment.run(await payloadOf(at), await working());
}

async function working(): Promise<ExperimentContext> {
  return { model: await tinyModel(), engine, stop: () => false, progress: () => {} };
}
