import assert from "node:assert/strict";
import { join } from "node:path";
import type { JobRecord } from "../../src/records/record.ts";
import type { Checkpoint } from "../../src/records/checkpoint.ts";
import { openStore } from "../../src/records/store.ts";
import type { GeneratedText } from "../../src/text/mod.ts";
import { fitsOf, newFolder } from "../harness/_small_run.ts";

const [{ key, job }] = fitsOf(["some text"]);
const record: JobRecord = {
  key,
  job,
  command: "a test",
  warnings: [],
  outcome: "wrong",
  want: "1",
  got: "2",
};

Deno.test("get() gives what put() wrote, and null for what nobody did", async () => {
  await using folder = await newFolder();
  const store = await openStore(folder.path);
  assert.equal(await store.get(key), null);
  await store.put(record);
  assert.deepEqual(await store.get(key), record);
  assert.deepEqual(await (await openStore(folder.path)).get(key), record);
});

Deno.test("put() twenty times at once leaves one whole record and no temporary file", async () => {
  await using folder = await newFolder();
  const stores = await Promise.all([openStore(folder.path), openStore(folder.path)]);
  const writes = Array.from(
    { length: 20 },
    (_, i) => stores[i % 2].put({ ...record, command: `test ${i}`.repeat(1000) }),
  );
  const reads = Array.from({ length: 20 }, () => stores[0].get(key));
  for (const read of await Promise.all(reads)) {
    assert.ok(read === null || /^(test \d+)\1{999}$/.test(read.command));
  }
  await Promise.all(writes);
  assert.match((await stores[1].get(key))!.command, /^(test \d+)\1{999}$/);
  assert.deepEqual(await names(join(folder.path, "records")), [`${key}.json`]);
});

/** What happened to a record's file since it was written. */
const HARMED: [how: string, text: string][] = [
  ["cut short", JSON.stringify(record).slice(0, 100)],
  ["emptied", ""],
  ["of zeros", "\0".repeat(100)],
  ["another value", "null"],
  ["another object", "{}"],
  ["of another key", JSON.stringify({ ...record, key: "0".repeat(64) })],
  ["with another job under the key", JSON.stringify({ ...record, job: { ...job, seed: 2 } })],
  ["of no known outcome", JSON.stringify({ ...record, outcome: "guessed" })],
  ["measured, with its solution gone", JSON.stringify({ ...record, outcome: "measured" })],
];

for (const [how, text] of HARMED) {
  Deno.test(`get() takes a record ${how} for none, so that it is measured anew`, async () => {
    await using folder = await newFolder();
    const store = await openStore(folder.path);
    await Deno.writeTextFile(join(folder.path, "records", `${key}.json`), text);
    assert.equal(await store.get(key), null);
    await store.put(record);
    assert.deepEqual(await store.get(key), record);
  });
}

Deno.test("a checkpoint comes back bit by bit, infinities too", async () => {
  await using folder = await newFolder();
  const store = await openStore(folder.path);
  assert.equal(await store.checkpoint(key), null);
  await store.putCheckpoint(key, checkpoint);
  assert.deepEqual(await store.checkpoint(key), checkpoint);
});

Deno.test("a record takes its job's checkpoint away", async () => {
  await using folder = await newFolder();
  const store = await openStore(folder.path);
  await store.putCheckpoint(key, checkpoint);
  await store.put(record);
  assert.equal(await store.checkpoint(key), null);
  assert.deepEqual(await names(join(folder.path, "checkpoints")), []);
});

const SPOILT: [how: string, spoil: (bytes: Uint8Array) => Uint8Array][] = [
  ["emptied", () => new Uint8Array()],
  ["cut short", (bytes) => bytes.subarray(0, bytes.length / 2)],
  ["longer", (bytes) => new Uint8Array([...bytes, 0])],
  ["not JSON in its header", (bytes) => bytes.with(9, 0)],
];

for (const [how, spoil] of SPOILT) {
  Deno.test(`a checkpoint ${how} counts as none: the fit begins anew`, async () => {
    await using folder = await newFolder();
    const store = await openStore(folder.path);
    await store.putCheckpoint(key, checkpoint);
    const path = join(folder.path, "checkpoints", `${key}.safetensors`);
    await Deno.writeFile(path, spoil(await Deno.readFile(path)));
    assert.equal(await store.checkpoint(key), null);
  });
}

Deno.test("a checkpoint under another job's name counts as none", async () => {
  await using folder = await newFolder();
  const store = await openStore(folder.path);
  await store.putCheckpoint("other", checkpoint);
  assert.equal(await store.checkpoint("other"), null);
});

Deno.test("a text that was harmed counts as none: it is written anew", async () => {
  await using folder = await newFolder();
  const store = await openStore(folder.path);
  assert.equal(await store.text(key), null);
  await store.putText(key, { id: "a" } as unknown as GeneratedText);
  assert.deepEqual(await store.text(key), { id: "a" });
  await Deno.writeTextFile(join(folder.path, "texts", `${key}.json`), '{"id"');
  assert.equal(await store.text(key), null);
});

Deno.test("spentSeconds() is 0 until it is written, per plan", async () => {
  await using folder = await newFolder();
  const store = await openStore(folder.path);
  assert.equal(await store.spentSeconds("a"), 0);
  await store.putSpentSeconds("a", 12.5);
  assert.equal(await (await openStore(folder.path)).spentSeconds("a"), 12.5);
  assert.equal(await store.spentSeconds("b"), 0);
  await Deno.writeTextFile(join(folder.path, "spent", "a.json"), "{");
  assert.equal(await store.spentSeconds("a"), 0);
});

const checkpoint: Checkpoint = {
  id: key,
  elapsedSeconds: 1.25,
  state: {
    proto: Float32Array.of(1, -0, 1e-45, 3.4e38),
    best: Float32Array.of(0, 1, 2, 3),
    bestAccuracy: -1,
    bestLossNats: Infinity,
    optimiser: {
      step: 7,
      firstMoment: Float32Array.of(4, 5, 6, 7),
      secondMoment: Float32Array.of(8, 9, 10, 11),
    },
    steps: 17,
    seed: 2,
    startAccuracy: 0.25,
    startBestStep: 3,
    weights: Float32Array.of(1, 0.5),
    kept: { grownTo: 2 },
    attempts: [{ seed: 1, steps: 10, accuracy: 0.5, outcome: "stalled" }],
    trajectory: {
      interval: 2,
      samples: [{ step: 0, lossNats: Infinity, accuracy: 0, hits: "0000" }],
    },
  },
};

async function names(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name } of Deno.readDir(folder)) found.push(name);
  return found;
}
