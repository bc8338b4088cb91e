import assert from "node:assert/strict";
import { engineIdentity } from "../../src/experiments/engine_choice.ts";
import { planFit } from "../../src/experiments/plan_fit.ts";
import type { PlanContext } from "../../src/experiments/plan_context.ts";
import { keyOf } from "../../src/records/canonical.ts";
import type { JobRecord } from "../../src/records/record.ts";
import { openStore } from "../../src/records/store.ts";
import { othersAsking, setAsideIn } from "../../src/records/store_care/set_aside.ts";
import { questionOf, whyApart } from "../../src/records/why_apart.ts";
import { engine, identity, newFolder } from "../harness/_small_run.ts";

const text = { id: "text 1", source: "user", targets: [3, 1, 2] };
const how = { recipe: "open", arrangement: "[e][m]×(N−1)", maxSteps: 100, seed: 1 } as const;
const context = { model: identity, engine: engineIdentity(engine, 2), codeSha256: "code" };
const wanted = planFit(text, how, context);

type Changes = Partial<Pick<PlanContext, "model" | "engine" | "codeSha256" | "numeric">>;

const withContext = (changes: Changes) => planFit(text, how, { ...context, ...changes });

/** One thing changed, and how it is said. */
const APART: [why: string[], other: typeof wanted][] = [
  [[], wanted],
  [["other code"], withContext({ codeSha256: "older" })],
  [["other weights"], withContext({ model: { ...identity, weightsSha256: "other" } })],
  [["another tokenizer"], withContext({ model: { ...identity, tokenizerSha256: "other" } })],
  [["other texts"], planFit({ ...text, targets: [3, 1, 1] }, how, context)],
  [["other texts"], planFit({ ...text, standIn: "for another" }, how, context)],
  [["another numeric mode"], withContext({ numeric: "int8-dynamic" })],
  [
    ["another engine, device, batch or number of threads"],
    withContext({ engine: engineIdentity(engine, 3) }),
  ],
  [["other settings of its recipe"], planFit(text, { ...how, maxSteps: 101 }, context)],
  [
    ["other code", "other weights", "another numeric mode"],
    withContext({
      codeSha256: "older",
      model: { ...identity, weightsSha256: "other" },
      numeric: "int8-dynamic",
    }),
  ],
];

for (const [at, [why, { job }]] of APART.entries()) {
  Deno.test(`whyApart() says ${why.join(", ") || "nothing of the same job"} (case ${at})`, () => {
    assert.equal(questionOf(job), questionOf(wanted.job));
    assert.deepEqual(whyApart(wanted.job, job), why);
  });
}

/** Other questions, which no result of the first one answers. */
const OTHERS = [
  planFit({ ...text, id: "text 2" }, how, context),
  planFit({ ...text, targets: [3, 1] }, how, context),
  planFit(text, { ...how, seed: 2 }, context),
  planFit(text, { ...how, recipe: "paper" }, context),
  planFit(text, { ...how, arrangement: "[e]×N" }, context),
];

Deno.test("questionOf() tells text, length, seed, recipe and arrangement apart", () => {
  const questions = [wanted, ...OTHERS].map(({ job }) => questionOf(job));
  assert.equal(new Set(questions).size, questions.length);
});

function recordOf({ job }: Pick<typeof wanted, "job">): JobRecord {
  const outcome = { outcome: "not run", reason: "planted" } as const;
  return { key: keyOf(job), job, command: "a test", warnings: [], ...outcome };
}

Deno.test("records that ask what is wanted are set aside with the reason, the nearest of several", async () => {
  await using folder = await newFolder();
  const store = await openStore(folder.path);
  const older = withContext({ codeSha256: "older" });
  const far = withContext({ codeSha256: "older", engine: engineIdentity(engine, 3) });
  for (const one of [older, far, ...OTHERS]) await store.put(recordOf(one));
  const setAside = setAsideIn(folder.path);
  const second = planFit({ ...text, id: "text 9" }, how, context);
  assert.deepEqual(await setAside([wanted, second]), [
    { why: ["other code"], jobs: 1, example: older.key },
  ]);
  // A job that has its own record is reused, whatever else there is.
  await store.put(recordOf(wanted));
  assert.deepEqual(await setAside([wanted, second]), []);
  const asking = await othersAsking(wanted, folder.path);
  assert.deepEqual(
    new Map(asking.map(({ key, why }) => [key, why])),
    new Map([
      [older.key, ["other code"]],
      [far.key, ["other code", "another engine, device, batch or number of threads"]],
    ]),
  );
});

Deno.test("a harmed record is nobody's evidence", async () => {
  await using folder = await newFolder();
  const older = withContext({ codeSha256: "older" });
  await (await openStore(folder.path)).put(recordOf(older));
  const path = `${folder.path}/records/${older.key}.json`;
  const whole = await Deno.readTextFile(path);
  await Deno.truncate(path, 30);
  const setAside = setAsideIn(folder.path);
  assert.deepEqual(await setAside([wanted]), []);
  // It was read once, and is not again.
  await Deno.writeTextFile(path, whole);
  assert.deepEqual(await setAside([wanted]), []);
});
