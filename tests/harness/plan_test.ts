import { madeStart } from "../records/made_start.ts";
import assert from "node:assert/strict";
import { engineIdentity } from "../../src/experiments/engine_choice.ts";
import { gatherProfile } from "../../src/harness/gather.ts";
import { planExperiments } from "../../src/harness/plan_experiments.ts";
import type { Sources } from "../../src/experiments/sources.ts";
import type { PlanContext } from "../../src/experiments/plan_context.ts";
import { textSupply } from "../../src/experiments/text_supply.ts";
import { planFit } from "../../src/experiments/plan_fit.ts";
import { planJobs } from "../../src/harness/plan.ts";
import { throughputJob } from "../../src/experiments/throughput.ts";
import { loadProfile } from "../../src/harness/load_profile.ts";
import type { Profile } from "../../src/harness/profile.ts";
import type { GeneratedText } from "../../src/text/mod.ts";
import { engine, identity, model, tokenizer } from "./_small_run.ts";

/** The common start that recipe "best" begins at, of noise. */
const start = madeStart(identity.id, identity);

const context: PlanContext = {
  model: identity,
  engine: engineIdentity(engine, 2),
  codeSha256: "code",
  tokenizer,
  files: model,
  starts: new Map([["[e][m]×(N−1)", start]]),
};

const sources: Sources = {
  engine: context.engine,
  tokenizer,
  supply: textSupply(),
  generate: fakeGenerate(),
};

const text = { id: "text 1", source: "user", targets: [3, 1, 2] };
const how = { recipe: "open", arrangement: "[e][m]×(N−1)", maxSteps: 100, seed: 1 } as const;
const fit = planFit(text, how, context);

/** One thing changed that changes, or may change, a fit's result. */
const CHANGES: [what: string, key: string][] = [
  ["recipe", planFit(text, { ...how, recipe: "paper" }, context).key],
  ["budget", planFit(text, { ...how, maxSteps: 101 }, context).key],
  ["seed", planFit(text, { ...how, seed: 2 }, context).key],
  ["arrangement", planFit(text, { ...how, arrangement: "[e]×N" }, context).key],
  ["target tokens", planFit({ ...text, targets: [3, 1, 1] }, how, context).key],
  ["length", planFit({ ...text, targets: [3, 1] }, how, context).key],
  ...([
    ["weights", { model: { ...identity, weightsSha256: "other" } }],
    ["tokenizer", { model: { ...identity, tokenizerSha256: "other" } }],
    ["batch", { engine: engineIdentity(engine, 3) }],
    ["threads", { engine: engineIdentity({ ...engine, threads: 2 }, 2) }],
    ["device", { engine: { ...context.engine, device: "webgpu" } }],
    ["code", { codeSha256: "other" }],
  ] as [string, Partial<PlanContext>][]).map(([what, change]): [string, string] => [
    what,
    planFit(text, how, { ...context, ...change }).key,
  ]),
];

for (const [what, key] of CHANGES) {
  Deno.test(`another ${what}, another key`, () => assert.notEqual(key, fit.key));
}

Deno.test("all those keys differ from each other", () => {
  assert.equal(new Set(CHANGES.map(([, key]) => key)).size, CHANGES.length);
});

Deno.test("planFit() of the same is the same, and says the whole recipe", () => {
  assert.deepEqual(planFit(text, how, context), fit);
  const { maxSteps, learningRate, beta1, beta2, epsilon, weightDecay, restart } = fit.job.recipe;
  assert.equal(maxSteps, 100);
  for (const value of [learningRate, beta1, beta2, epsilon, weightDecay]) {
    assert.equal(typeof value, "number");
  }
  assert.notEqual(restart, undefined);
});

Deno.test("throughputJob() has a key of its own, of the text and not of the recipe", () => {
  const other = planFit(text, { ...how, recipe: "paper" }, context);
  const timing = (job: typeof fit.job, repetitions: number) =>
    throughputJob(job, { repetitions, llamaCpp: { missing: "planted" } });
  assert.deepEqual(timing(fit.job, 5), timing(other.job, 5));
  assert.notDeepEqual(timing(fit.job, 5), timing(fit.job, 6));
});

for (const name of ["smoke", "quick"]) {
  Deno.test(`planJobs() of profile ${name} is pure: twice the same, every key its own`, async () => {
    const profile = await loadProfile(name);
    const gathered = await gatherProfile(profile, { sources });
    const plan = planJobs(gathered, context);
    assert.deepEqual(planJobs(gathered, context), plan);
    const beyond = planExperiments(gathered, context);
    assert.deepEqual(beyond.experiments.map(({ key }) => key), [
      ...new Set(planExperiments(gathered, context).experiments.map(({ key }) => key)),
    ]);
    const keys = plan.fits.map(({ key }) => key);
    assert.equal(new Set(keys).size, keys.length);
    assert.equal(keys.length, count(profile));
  });
}

const small: Profile = {
  name: "small",
  model: "small",
  batch: 2,
  threads: 1,
  budgetSeconds: 10,
  fits: [{
    recipe: "open",
    arrangement: "[e][m]×(N−1)",
    source: "pg19",
    texts: 3,
    tokens: [4, 8],
    seeds: [1, 2],
  }],
  throughput: { tokens: [4], repetitions: 3 },
};

const attention = { ...small.fits[0], kind: "attention" };

Deno.test("gatherProfile() tells each entry before its texts are collected, and heeds a stop", async () => {
  const told: [number, number][] = [];
  const profile = { ...small, experiments: [attention] };
  await gatherProfile(profile, { sources, onEntry: (...what) => told.push(what) });
  assert.deepEqual(told, [[0, 2], [1, 2]]);
  const stopped = gatherProfile(profile, { sources, signal: AbortSignal.abort() });
  await assert.rejects(stopped, { name: "AbortError" });
});

Deno.test("planJobs() takes prefixes of the same texts at every length", async () => {
  const { fits, throughput } = planJobs(await gatherProfile(small, { sources }), context);
  assert.equal(fits.length, 3 * 2 * 2);
  for (const [, same] of Map.groupBy(fits, ({ job }) => job.text.id)) {
    const [long] = same.filter(({ job }) => job.tokens === 8);
    for (const { targets } of same) {
      assert.deepEqual(targets, long.targets.slice(0, targets.length));
    }
  }
  assert.deepEqual(throughput, [{ tokens: 4, repetitions: 3 }]);
});

Deno.test("planJobs() refuses more texts than there are", async () => {
  const greedy = { ...small, fits: [{ ...small.fits[0], texts: 10_000 }] };
  await assert.rejects(gatherProfile(greedy, { sources }), {
    name: "RangeError",
    message: /^Cannot take 10000 texts of source "pg19": \d+ are committed$/,
  });
});

for (const name of ["", "x", "../smoke", "Smoke", "smoke.json"]) {
  Deno.test(`loadProfile("${name}") names those there are`, async () => {
    await assert.rejects(loadProfile(name), {
      name: "RangeError",
      message: /^Cannot use profile ".*": known are .*smoke.*quick/,
    });
  });
}

function count({ fits }: Profile): number {
  return fits.reduce(
    (sum, { texts, tokens, seeds }) => sum + texts * tokens.length * seeds.length,
    0,
  );
}

/** Texts a model might have written. */
function fakeGenerate(): Sources["generate"] {
  return ({ texts, tokens, continuations = 1 }) =>
    Promise.resolve(Array.from({ length: texts * continuations }, (_, i) =>
      ({
        id: `generated ${Math.floor(i / continuations)}-${i % continuations}`,
        ids: Array.from({ length: tokens }, (_, at) => 10 + i + at),
      }) as unknown as GeneratedText));
}
