import assert from "node:assert/strict";
import { join } from "node:path";
import type { Profile } from "../../src/harness/profile.ts";
import type { ClaimVerdict } from "../../src/records/record.ts";
import { reproduce } from "../../src/harness/reproduce.ts";
import { engine, newFolder, ready, tokenizer } from "./_small_run.ts";

const fits = {
  arrangement: "[e][m]×(N−1)",
  source: "pg19",
  texts: 3,
  tokens: [2, 3],
  seeds: [1],
} as const;

const profile: Profile = {
  name: "small",
  model: "small",
  batch: 2,
  threads: 1,
  budgetSeconds: 120,
  fits: [{ ...fits, recipe: "open", maxSteps: 600 }, { ...fits, recipe: "paper", maxSteps: 50 }],
  throughput: { tokens: [2, 3], repetitions: 3 },
};

const options = { profile, ready, engine, tokenizer, command: "deno task reproduce" };

Deno.test("reproduce() twice: the same records and verdicts, nothing measured again", async () => {
  await using folder = await newFolder();
  const first = await reproduce({ ...options, folder: folder.path });
  assert.equal(first.records.length, 3 * 2 * 2 + 2);
  assert.ok(first.records.every(({ outcome }) => outcome === "measured"));
  const started: string[] = [];
  const second = await reproduce({
    ...options,
    folder: folder.path,
    onEvent: ({ kind }) => void started.push(kind),
  });
  assert.deepEqual(started.filter((kind) => kind !== "gather"), ["planned", "reused"]);
  assert.deepEqual(second.records, first.records);
  assert.deepEqual(second.claims, first.claims);
  assert.ok(second.environment.elapsedSeconds < 20);
});

Deno.test("reproduce() in two folders gives verdicts that differ in wall time alone", async () => {
  await using here = await newFolder();
  await using there = await newFolder();
  const [first, second] = [
    await reproduce({ ...options, folder: here.path }),
    await reproduce({ ...options, folder: there.path }),
  ];
  assert.deepEqual(second.claims.filter(untimed), first.claims.filter(untimed));
});

Deno.test("reproduce() without budget calls every job not run and nothing reproduced", async () => {
  await using folder = await newFolder();
  const { records, claims } = await reproduce({
    ...options,
    profile: { ...profile, budgetSeconds: 0 },
    folder: folder.path,
  });
  assert.ok(records.every(({ outcome }) => outcome === "not run"));
  assert.ok(claims.every(({ verdict }) => verdict === "not run"));
});

Deno.test("reproduce() leaves a store another process can read", async () => {
  await using folder = await newFolder();
  const { records } = await reproduce({ ...options, folder: folder.path });
  for (const record of records) {
    const path = join(folder.path, "store", "records", `${record.key}.json`);
    const { sha256, ...content } = JSON.parse(await Deno.readTextFile(path));
    assert.deepEqual(content, record);
    assert.match(sha256, /^[0-9a-f]{64}$/);
    if (record.job.kind !== "fit" || record.outcome !== "measured") continue;
    const { solutionFile } = record.result as { solutionFile: string };
    assert.ok((await Deno.stat(join(folder.path, solutionFile))).isFile);
  }
});

Deno.test("reproduce() with batch auto asks for each length, and jobs say what they took", async () => {
  await using folder = await newFolder();
  const asked: number[] = [];
  const { records } = await reproduce({
    ...options,
    profile: { ...profile, batch: "auto", threads: "auto" },
    chooseBatch: (_, tokens) => {
      asked.push(tokens);
      return Promise.resolve(tokens === 2 ? { batch: 3, threads: 2 } : { batch: 1, threads: 1 });
    },
    folder: folder.path,
  });
  assert.deepEqual(asked, [2, 3]);
  assert.ok(records.every(({ outcome }) => outcome === "measured"));
  for (const { job: { tokens, engine: { batch, threads } } } of records) {
    assert.deepEqual([batch, threads], tokens === 2 ? [3, 2] : [1, 1]);
  }
});

const untimed = ({ basis }: ClaimVerdict) => basis !== "time";
