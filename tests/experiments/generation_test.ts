import assert from "node:assert/strict";
import { Stopped } from "../../src/experiments/experiment.ts";
import {
  type GenerationEntry,
  generationExperiment,
  type GenerationPayload,
} from "../../src/experiments/generation.ts";
import { planFit } from "../../src/experiments/plan_fit.ts";
import { targetsOf } from "../../src/experiments/text_targets.ts";
import { decode, decodeGraph } from "../../src/proto/mod.ts";
import { openWeights, readTensor } from "../../src/models/weights/mod.ts";
import { context, engine, findingsOf, fitsOf, planOf, sources, tinyModel } from "./tiny_run.ts";

const entry: GenerationEntry = {
  kind: "generation",
  source: "written",
  texts: 3,
  tokens: [4],
  seeds: [1],
  recipe: "open",
  arrangement: "[e][m]×(N−1)",
  maxSteps: 600,
  prompts: ["e", "BOS e m"],
};
const jobs = await planOf(generationExperiment, entry);
const fits = await fitsOf(generationExperiment, entry);
const working = { model: await tinyModel(), engine, stop: () => false, progress: () => {} };

Deno.test("every text is a job for every prompt, and compared with what follows it", async () => {
  assert.equal(jobs.length, 6);
  assert.equal(new Set(jobs.map(({ key }) => key)).size, 6);
  const given = await fullPayload();
  const texts = await targetsOf(entry, 12, sources);
  assert.deepEqual(given.documents, texts.map(({ targets }) => targets));
  assert.deepEqual(given.targets, texts[given.own].targets.slice(0, 4));
  assert.equal(given.job.written, 8);
});

Deno.test("its fits are those of the texts' first N tokens", async () => {
  const texts = await targetsOf(entry, 4, sources);
  const keys = texts.map((text) => planFit(text, { ...entry, seed: 1 }, context).key);
  assert.deepEqual(fits.map(({ key }) => key), keys);
});

Deno.test("from the embeddings of tokens the model writes what it writes after the tokens", async () => {
  const { width } = working.model.config;
  const rows = await embeddings();
  const proto = new Float32Array(2 * width);
  proto.set(rows.subarray(33 * width, 34 * width));
  proto.set(rows.subarray(80 * width, 81 * width), width);
  const given = { ...await fullPayload(1), proto };
  assert.equal(given.job.prompt, "BOS e m");
  const result = await generationExperiment.run(given, working);
  const options = { config: working.model.config, capacity: 16, count: 8 };
  await using program = await engine.compile(decodeGraph(working.model, 16));
  assert.deepEqual(result.writtenIds, await decode([1, 33, 80], { ...options, program }));
  const afterText = await decode([1, ...given.targets], { ...options, program });
  assert.deepEqual(result.afterText.writtenIds, afterText);
});

Deno.test("similarities are shares, and a job gives the same bits again", async () => {
  const given = await fullPayload();
  const once = await generationExperiment.run(given, working);
  for (const { ownSimilarity, otherSimilarity } of [once, once.afterText]) {
    assert.ok(ownSimilarity >= 0 && ownSimilarity <= 1);
    assert.ok(otherSimilarity >= 0 && otherSimilarity <= 1);
  }
  assert.deepEqual(await generationExperiment.run(given, working), once);
});

Deno.test("a stop ends the writing before its next engine call", async () => {
  let calls = 0;
  const run = generationExperiment.run(await fullPayload(), {
    ...working,
    stop: () => calls++ === 3,
  });
  await assert.rejects(run, Stopped);
  assert.equal(calls, 4);
});

Deno.test("a fit that has not run is named; one text alone is refused", async () => {
  const none = { records: [], solution: () => Promise.reject(new Error("none")) };
  assert.deepEqual(await jobs[0].payload(none), {
    missing: `the fit of "${jobs[0].job.text.id}", N = 4, seed 1 has not run`,
  });
  await assert.rejects(
    planOf(generationExperiment, { ...entry, texts: 1 }),
    new RangeError(
      "Cannot compare what is written: the entry asks for 1 text, want at least 2",
    ),
  );
});

/** The payload of a job, as if its fit had come out. */
async function fullPayload(at = 0): Promise<GenerationPayload> {
  const findings = await findingsOf(fits.slice(0, 1));
  const records = findings.records.map((record) => ({ ...record, result: { accuracy: 1 } }));
  return await jobs[at].payload({ ...findings, records: records as never }) as GenerationPayload;
}

/** The tiny model's embedding table [V, D]. */
async function embeddings(): Promise<Float32Array> {
  const { origin } = working.model.embeddings;
  assert.ok(origin.kind === "weight");
  return await readTensor(await openWeights(origin.location.path), origin.name);
}
