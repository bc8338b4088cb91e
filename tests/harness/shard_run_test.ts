import assert from "node:assert/strict";
import type { Profile } from "../../src/harness/profile.ts";
import { reproduce } from "../../src/harness/reproduce.ts";
import { isOfShard } from "../../src/harness/shard.ts";
import type { AttentionJob } from "../../src/records/experiment_records.ts";
import type { JobRecord } from "../../src/records/record.ts";
import { engine, newFolder, ready, tokenizer } from "./_small_run.ts";

const fits = {
  recipe: "open",
  arrangement: "[e][m]×(N−1)",
  source: "pg19",
  texts: 5,
  tokens: [2],
  seeds: [1],
  maxSteps: 600,
} as const;

const profile: Profile = {
  name: "small",
  model: "small",
  batch: 2,
  threads: 1,
  budgetSeconds: 600,
  fits: [],
  experiments: [{ kind: "attention", ...fits }] as Profile["experiments"],
  throughput: { tokens: [2], repetitions: 3 },
};

Deno.test("reproduce() of a shard leaves what rests on fits of others, and does it once they are there", async () => {
  await using folder = await newFolder();
  const run = (at: number) =>
    reproduce({
      ...{ profile, ready, engine, tokenizer, command: "a test", folder: folder.path },
      shard: { at, of: 2 },
    });
  const [first, second, again] = [await run(1), await run(2), await run(1)];
  assert.equal(first.records.length + second.records.length, 5);
  assert.equal(first.experiments.length + second.experiments.length, 5);
  for (const record of first.experiments) {
    const here = isOfShard((record.job as AttentionJob).fit, { at: 1, of: 2 });
    assert.equal(record.outcome, here ? "measured" : "not run");
    if (record.outcome === "not run") assert.match(record.reason, /^the fit of .* has not run$/);
  }
  const done = [...second.records, ...second.experiments, ...again.records, ...again.experiments];
  assert.ok(done.every(({ outcome }) => outcome === "measured"));
  assert.equal(new Set(done.map(({ key }: JobRecord) => key)).size, 10);
  assert.deepEqual(again.records, first.records);
});

Deno.test("reproduce() shares no profile whose batch each machine chooses", async () => {
  await assert.rejects(
    reproduce({
      ...{ ready, engine, tokenizer, command: "a test", folder: "/no/such" },
      profile: { ...profile, batch: "auto" },
      shard: { at: 1, of: 2 },
    }),
    /^RangeError: Cannot share profile "small" between machines: it leaves --batch to each of them/,
  );
});
