import assert from "node:assert/strict";
import { join } from "node:path";
import type { JobRecord } from "../../src/records/record.ts";
import type { Checkpoint } from "../../src/records/checkpoint.ts";
import { openStore } from "../../src/records/store.ts";
import type { GeneratedText } from "../../src/text/mod.ts";
import type { Solution } from "../../src/records/solution.ts";
import { writeSafetensors } from "../../src/models/weights/mod.ts";
import { fitsOf, newFolder, tokenizer } from "../harness/_small_run.ts";

const [{ key, job, targets }] = fitsOf(["some text"]);
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
  ["without a job", JSON.stringify({ ...record, job: undefined })],
  ["of no known kind", JSON.stringify({ ...record, job: { ...job, kind: "guess" } })],
  ["of a job without a text", JSON.stringify({ ...record, job: { ...job, text: {} } })],
  ["without warnings", JSON.stringify({ ...record, warnings: undefined })],
  ["wrong, without what was wanted", JSON.stringify({ ...record, want: undefined })],
  ["not run, without a reason", JSON.stringify({ ...record, outcome: "not run" })],
  ["measured, without a result", JSON.stringify({ ...record, outcome: "measured" })],
  ["measured as nothing", JSON.stringify({ ...record, outcome: "measured", result: {} })],
  ["whose job has an infinite number", JSON.stringify(record).replace('"seed":1', '"seed":1e999')],
];

for (const [how, text] of HARMED) {
  Deno.test(`get() takes a record ${how} for none, so that it is measured anew`, async () => {
    await using folder = await newFolder();
    const lines: string[] = [];
    const store = await openStore(folder.path, { onHarmed: (line) => lines.push(line) });
    const path = join(folder.path, "records", `${key}.json`);
    await Deno.writeTextFile(path, text);
    assert.equal(await store.get(key), null);
    assert.equal(await store.get(key), null);
    assert.equal(lines.length, 1, "told once");
    assert.ok(lines[0].startsWith(`Taken for absent: ${path}: `), lines[0]);
    assert.doesNotMatch(lines[0], /\n|undefined|\[object/);
    await store.put(record);
    assert.deepEqual(await store.get(key), record);
  });
}

Deno.test("get() takes a record of another number for none: its sha256 is of the first", async () => {
  await using folder = await newFolder();
  const lines: string[] = [];
  const store = await openStore(folder.path, { onHarmed: (line) => lines.push(line) });
  await store.put({ ...record, got: "2 of 9" });
  const path = join(folder.path, "records", `${key}.json`);
  // One bit: "2" is 0x32, "3" 0x33. The shape is as sound as before.
  const written = await Deno.readTextFile(path);
  await Deno.writeTextFile(path, written.replace("2 of 9", "3 of 9"));
  assert.equal(await store.get(key), null);
  assert.match(lines.join(), /: its content is not what its sha256 was taken of; /);
});

Deno.test("get() reads a record from before records had a sha256", async () => {
  await using folder = await newFolder();
  const store = await openStore(folder.path);
  const path = join(folder.path, "records", `${key}.json`);
  await Deno.writeTextFile(path, JSON.stringify(record));
  assert.deepEqual(await store.get(key), record);
});

const solution: Solution = {
  proto: Float32Array.from({ length: 16 }, (_, i) => i / 7 - 1),
  width: 8,
  arrangement: job.arrangement,
  tokens: job.tokens,
  model: job.model.id,
  weightsSha256: job.model.weightsSha256,
  tokenizerSha256: job.model.tokenizerSha256,
  recipe: job.recipe.name,
  seed: job.seed,
  accuracy: 1,
  tokenIdsSha256: job.text.tokenIdsSha256,
};

/** A fit that came out exact, with what `putSolution()` says of its solution. */
function measuredWith(stored: { solutionFile: string; solutionSha256?: string }): JobRecord {
  const tokens = targets.map((id) => tokenizer.decode([id]));
  return {
    key,
    job,
    command: "a test",
    warnings: [],
    outcome: "measured",
    result: {
      text: "some text",
      reconstruction: "some text",
      targetIds: targets,
      reconstructedIds: targets,
      targetTokens: tokens,
      reconstructedTokens: tokens,
      accuracy: 1,
      correctTokens: targets.length,
      exact: true,
      steps: 3,
      attempts: [{ seed: 1, steps: 3, accuracy: 1, outcome: "exact" }],
      trajectory: [{ step: 0, lossNats: 4, accuracy: 0, hits: "0".repeat(targets.length) }],
      lossNats: 0.1,
      informationNats: 20,
      elapsedSeconds: 1,
      stepMilliseconds: 2,
      compileSeconds: 1,
      ...stored,
    },
  };
}

/** What happened to a solution since its record was written, and what is said of it. */
const HARMED_SOLUTIONS: [
  how: string,
  harm: (path: string, store: Awaited<ReturnType<typeof openStore>>) => Promise<unknown>,
  says: RegExp,
][] = [
  [
    "cut to 100 bytes",
    (path) => Deno.truncate(path, 100),
    /its header claims \d+ bytes, the file has 92 after the length; it is damaged, cut short/,
  ],
  ["emptied", (path) => Deno.truncate(path, 0), /0 bytes, a safetensors file has at least 8/],
  [
    "with its last 8 bytes set to 0xFF",
    async (path) => {
      const bytes = await Deno.readFile(path);
      await Deno.writeFile(path, bytes.fill(0xff, bytes.length - 8));
    },
    /its content is not what its sha256 was taken of; it was damaged or changed$/,
  ],
  [
    "replaced by another one that is sound",
    (_, store) => store.putSolution(key, { ...solution, proto: solution.proto.map((x) => x + 1) }),
    /its sha256 is [0-9a-f]{64}, its record's [0-9a-f]{64}$/,
  ],
  [
    "replaced by one of another seed",
    (_, store) => store.putSolution(key, { ...solution, seed: 2 }),
    /its seed is 2, its record's 1$/,
  ],
];

for (const [how, harm, says] of HARMED_SOLUTIONS) {
  Deno.test(`get() takes a fit whose solution was ${how} for none, and says so`, async () => {
    await using folder = await newFolder();
    const lines: string[] = [];
    const store = await openStore(folder.path, { onHarmed: (line) => lines.push(line) });
    const record = measuredWith(await store.putSolution(key, solution));
    await store.put(record);
    assert.deepEqual(await store.get(key), record);
    const path = join(folder.path, "solutions", `${key}.safetensors`);
    await harm(path, store);
    assert.equal(await store.get(key), null);
    assert.equal(lines.length, 1);
    assert.ok(lines[0].startsWith(`Taken for absent: ${path}: `), lines[0]);
    assert.match(lines[0], says);
    // Measured anew, it is as if nothing had been.
    await store.put(measuredWith(await store.putSolution(key, solution)));
    assert.deepEqual(await store.get(key), record);
  });
}

Deno.test("get() takes a fit whose solution is gone for none, without a word", async () => {
  await using folder = await newFolder();
  const lines: string[] = [];
  const store = await openStore(folder.path, { onHarmed: (line) => lines.push(line) });
  await store.put(measuredWith(await store.putSolution(key, solution)));
  await Deno.remove(join(folder.path, "solutions", `${key}.safetensors`));
  assert.equal(await store.get(key), null);
  assert.deepEqual(lines, []);
});

Deno.test("get() reads a fit and a solution from before solutions had a sha256", async () => {
  await using folder = await newFolder();
  const store = await openStore(folder.path);
  const { solutionFile } = await store.putSolution(key, solution);
  const path = join(folder.path, "solutions", `${key}.safetensors`);
  const write = (proto: Float32Array) =>
    writeSafetensors(path, [{ name: "proto", dtype: "F32", shape: [2, 8], data: proto }], {
      metadata: {
        format: "onepass solution 1",
        arrangement: solution.arrangement,
        tokens: String(solution.tokens),
        model: solution.model,
        weights_sha256: solution.weightsSha256,
        tokenizer_sha256: solution.tokenizerSha256,
        recipe: solution.recipe,
        seed: "1",
        accuracy: "1",
        token_ids_sha256: solution.tokenIdsSha256,
      },
    });
  await write(solution.proto);
  const record = measuredWith({ solutionFile });
  await store.put(record);
  assert.deepEqual(await store.get(key), record);
  await write(solution.proto.with(14, NaN));
  assert.equal(await store.get(key), null);
});

Deno.test("openStore() refuses a folder that takes no files, and names the cure", async () => {
  await using folder = await newFolder();
  const path = join(folder.path, "file");
  await Deno.writeTextFile(path, "");
  await assert.rejects(
    openStore(path),
    /^Error: Cannot use the store ".*file": .*; ONEPASS_CACHE names another cache, --out another/,
  );
});

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
  ["of one other bit", (bytes) => bytes.with(bytes.length - 3, bytes.at(-3)! ^ 1)],
  ["of numbers that are none", (bytes) => bytes.fill(0xff, bytes.length - 8)],
];

for (const [how, spoil] of SPOILT) {
  Deno.test(`a checkpoint ${how} counts as none: the fit begins anew`, async () => {
    await using folder = await newFolder();
    const lines: string[] = [];
    const store = await openStore(folder.path, { onHarmed: (line) => lines.push(line) });
    await store.putCheckpoint(key, checkpoint);
    const path = join(folder.path, "checkpoints", `${key}.safetensors`);
    await Deno.writeFile(path, spoil(await Deno.readFile(path)));
    assert.equal(await store.checkpoint(key), null);
    assert.match(lines.join("\n"), /^Taken for absent: .*\.safetensors: [^\n]+$/);
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
  const text: GeneratedText = {
    id: "a",
    source: "generated",
    licence: "output of small",
    // printf 'some text' | sha256sum
    sha256: "b94f6f125c79e3a5ffaa826f584c10d52ada669e6762051b826b55776d05aed2",
    text: "some text",
    ids: [3, 4],
  };
  await store.putText(key, text);
  assert.deepEqual(await store.text(key), text);
  const whole = JSON.stringify(text);
  const harmed = [
    '{"id"',
    "[]",
    whole.replace("3,4", '"3"'),
    whole.replace("some text", "same text"),
  ];
  for (const content of harmed) {
    await Deno.writeTextFile(join(folder.path, "texts", `${key}.json`), content);
    assert.equal(await store.text(key), null, content);
  }
});

Deno.test("spentSeconds() is 0 until it is written, per plan", async () => {
  await using folder = await newFolder();
  const store = await openStore(folder.path);
  assert.equal(await store.spentSeconds("a"), 0);
  await store.putSpentSeconds("a", 12.5);
  assert.equal(await (await openStore(folder.path)).spentSeconds("a"), 12.5);
  assert.equal(await store.spentSeconds("b"), 0);
  for (const harmed of ["{", "[]", '{"seconds":-1e9}', '{"seconds":1e999}', '{"seconds":"1"}']) {
    await Deno.writeTextFile(join(folder.path, "spent", "a.json"), harmed);
    assert.equal(await store.spentSeconds("a"), 0, harmed);
  }
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
