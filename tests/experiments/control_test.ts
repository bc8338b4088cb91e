import assert from "node:assert/strict";
import { type ControlEntry, controlExperiment } from "../../src/experiments/control.ts";
import { type ControlPayload, controlVariants } from "../../src/experiments/control_variants.ts";
import {
  type ExperimentContext,
  type PlannedExperiment,
  Stopped,
} from "../../src/experiments/experiment.ts";
import { initialIndex } from "../../src/experiments/plan_fit.ts";
import { runExperiments } from "../../src/harness/run_experiments.ts";
import {
  type ArrangementName,
  arrangementNamed,
  arrangements,
  fitAll,
  fitGraph,
  recipeNamed,
} from "../../src/proto/mod.ts";
import { newFolder, runOptions } from "../harness/_small_run.ts";
import { engine, planOf, tinyModel } from "./tiny_run.ts";

const cacheFolder = await Deno.makeTempDir();
const experiment = controlExperiment({ cacheFolder: () => cacheFolder });
const entry: ControlEntry = {
  kind: "control",
  arrangement: "[e][m]×(N−1)",
  source: "written",
  texts: 2,
  tokens: [3],
  seeds: [1],
  recipe: "open",
  maxSteps: 200,
};
const jobs = await planOf(experiment, entry);
const nothing = { records: [], solution: () => Promise.reject(new Error("none")) };

Deno.test("every variant of a text is a job of its own, the plain fit first, text by text", () => {
  assert.deepEqual(
    jobs.map(({ job }) => job.variant),
    [...controlVariants, ...controlVariants],
  );
  assert.equal(new Set(jobs.map(({ key }) => key)).size, jobs.length);
  assert.equal(new Set(jobs.map(({ job }) => job.text.id)).size, 2);
  assert.ok(jobs.every(({ job }) => job.engine.batch === 1));
  for (const { job: { variant, settings } } of jobs) {
    const names: Record<string, string[]> = {
      "random weights": ["weightsSeed"],
      "shuffled vocabulary": ["vocabularySeed"],
      "BOS first": ["bosId"],
    };
    assert.deepEqual(Object.keys(settings), names[variant] ?? [], variant);
  }
});

Deno.test("an entry that names some variants gets them and the plain fit", async () => {
  const some = await planOf(experiment, { ...entry, texts: 1, variants: ["BOS first"] });
  assert.deepEqual(some.map(({ job }) => job.variant), ["none", "BOS first"]);
});

Deno.test("an unknown variant is refused", async () => {
  const unknown = { ...entry, variants: ["no e"] } as unknown as ControlEntry;
  await assert.rejects(planOf(experiment, unknown), {
    name: "RangeError",
    message: /^Cannot run control "no e" on \[e\]\[m\]×\(N−1\): known are none, random weights, /,
  });
});

Deno.test("an arrangement of one vector has no frozen m, and is refused one", async () => {
  const alone = { ...entry, texts: 1, arrangement: "[e]×N" } as const;
  const variants = (await planOf(experiment, alone)).map(({ job }) => job.variant);
  assert.deepEqual(variants, controlVariants.filter((variant) => variant !== "frozen random m"));
  await assert.rejects(planOf(experiment, { ...alone, variants: ["frozen random m"] }), {
    name: "RangeError",
    message: /^Cannot run control "frozen random m" on \[e\]×N: /,
  });
});

for (const arrangement of Object.keys(arrangements) as ArrangementName[]) {
  Deno.test(`${arrangement} with BOS first: outputs that see one vector need not be equal`, async () => {
    const [plain, prefixed] = await planOf(experiment, {
      ...entry,
      arrangement,
      texts: 1,
      tokens: [4],
      maxSteps: 40,
      variants: ["BOS first"],
    });
    assert.deepEqual([plain.job.arrangement, prefixed.job.arrangement], [arrangement, arrangement]);
    // Four different tokens: by docs/theorems.md one of four can be right, or three.
    const most = { "[e]×N": 0.25, "[e]×N/2[m]×N/2": 0.75 }[arrangement as string] ?? 1;
    const bound = await run(plain);
    assert.equal(bound.ceiling, most);
    assert.ok(bound.accuracy <= most);
    assert.equal((await run(prefixed)).ceiling, 1);
  });
}

Deno.test("variant none is the plain fit, bit for bit", async () => {
  const [{ job, payload }] = jobs;
  const { targets } = await payload(nothing) as ControlPayload;
  const model = await tinyModel();
  const { tokens, seed } = job;
  const graph = fitGraph(model, arrangementNamed(job.arrangement), { batch: 1, tokens });
  await using program = await engine.compile(graph);
  const index = initialIndex(job.text.tokenIdsSha256);
  const recipe = recipeNamed("open", { maxSteps: 200 });
  const { accuracy, lossNats, steps } = await run(jobs[0]);
  await fitAll([{ id: "plain", targets, seed, index, recipe }], {
    ...{ program, batch: 1, tokens, vectors: 2, width: model.config.width },
    onFitted: (plain) =>
      assert.deepEqual([plain.accuracy, plain.lossNats, plain.steps], [accuracy, lossNats, steps]),
  });
});

for (const planned of jobs.slice(0, controlVariants.length)) {
  Deno.test(`${planned.job.variant}: read back as it was fitted, and the same bits again`, async () => {
    const outcome = await run(planned);
    assert.equal(outcome.accuracy, outcome.fittedAccuracy);
    assert.equal(outcome.exact, outcome.accuracy === 1);
    assert.ok(outcome.accuracy <= outcome.ceiling);
    assert.ok(outcome.steps <= 200 && outcome.starts >= 1 && outcome.lossNats > 0);
    assert.deepEqual(await run(planned), outcome);
  });
}

Deno.test("with e frozen the first token is out of reach, and the fit ends without it", async () => {
  const outcome = await run(jobs.find(({ job }) => job.variant === "frozen random e")!);
  assert.deepEqual([outcome.accuracy, outcome.ceiling, outcome.exact], [2 / 3, 2 / 3, false]);
  assert.ok(outcome.steps < 200, `${outcome.steps} steps`);
});

Deno.test("no two variants are the same fit", async () => {
  const losses: number[] = [];
  for (const planned of jobs.slice(0, controlVariants.length)) {
    losses.push((await run(planned)).lossNats);
  }
  assert.equal(new Set(losses).size, controlVariants.length, `${losses}`);
});

Deno.test("a stop ends a control before its next engine call", async () => {
  for (const planned of jobs.slice(0, controlVariants.length)) {
    await assert.rejects(run(planned, { stop: () => true }), Stopped, planned.job.variant);
  }
});

Deno.test("controls in the store are not run again", async () => {
  await using folder = await newFolder();
  const options = {
    ...await runOptions(folder.path),
    records: [],
    clock: { key: "controls", spentSeconds: 0 },
  };
  const session = await options.openSession();
  const first = await runExperiments(jobs, {
    ...options,
    openSession: () => Promise.resolve(session),
  });
  session[Symbol.dispose]();
  assert.deepEqual(first.map(({ outcome }) => outcome), jobs.map(() => "measured"));
  const second = await runExperiments(jobs, {
    ...options,
    openSession: () => Promise.reject(new Error("a model was opened")),
  });
  assert.deepEqual(second, first);
});

Deno.test.afterAll(() => Deno.remove(cacheFolder, { recursive: true }));

async function run(
  { payload }: Pick<PlannedExperiment<"control">, "payload">,
  changes: Partial<ExperimentContext> = {},
) {
  return await experiment.run(await payload(nothing) as ControlPayload, {
    model: await tinyModel(),
    engine,
    stop: () => false,
    progress: () => {},
    ...changes,
  });
}
