import assert from "node:assert/strict";
import { join } from "node:path";
import type { JobRecord } from "../../src/records/record.ts";
import { openStore } from "../../src/records/store.ts";
import { packStore, unpackInto } from "../../src/records/store_care/archive.ts";
import { checkStore } from "../../src/records/store_care/check_store.ts";
import { litterIn, removeLitter } from "../../src/records/store_care/clean_store.ts";
import { findKey } from "../../src/records/store_care/find_key.ts";
import { mergeStore } from "../../src/records/store_care/merge_store.ts";
import { keysOf, storeFiles, storeIn } from "../../src/records/store_care/store_files.ts";
import { storeSummary } from "../../src/records/store_care/store_summary.ts";
import { fitsOf, newFolder } from "../harness/_small_run.ts";

const [first, second, third] = fitsOf(["some text", "other text", "more texts"]);

/** A fit that went wrong: the smallest record there is. */
function recordOf({ key, job }: typeof first, got = "2"): JobRecord {
  return { key, job, command: "a test", warnings: [], outcome: "wrong", want: "1", got };
}

const solutionOf = ({ job }: typeof first) => ({
  proto: Float32Array.from({ length: 16 }, (_, i) => i / 7),
  width: 8,
  arrangement: job.arrangement,
  tokens: job.tokens,
  model: job.model.id,
  weightsSha256: "weights",
  tokenizerSha256: "tokenizer",
  recipe: "open",
  seed: 1,
  accuracy: 1,
  tokenIdsSha256: job.text.tokenIdsSha256,
});

const checkpointOf = ({ key }: typeof first, steps: number) => ({
  id: key,
  elapsedSeconds: steps,
  state: {
    proto: Float32Array.of(1, 2),
    best: Float32Array.of(1, 2),
    bestAccuracy: 0,
    bestLossNats: 3,
    optimiser: { step: steps },
    steps,
    seed: 1,
    startAccuracy: 0,
    startBestStep: 0,
    weights: Float32Array.of(1),
    kept: {},
    attempts: [],
    trajectory: { interval: 1, samples: [] },
  },
});

/** Two records, a solution of one of them, the third's checkpoint. */
async function filled(folder: string) {
  const store = await openStore(folder);
  await store.putSolution(first.key, solutionOf(first));
  await store.put(recordOf(first));
  await store.put(recordOf(second));
  await store.putCheckpoint(third.key, checkpointOf(third, 5));
  return store;
}

Deno.test("storeSummary() counts kinds, outcomes and code versions", async () => {
  await using folder = await newFolder();
  await filled(folder.path);
  await Deno.writeTextFile(join(folder.path, "records", "odd.json"), "{");
  const { folders, jobs, versions, harmed, unfinished } = await storeSummary(folder.path);
  assert.deepEqual(folders.map(({ kind, files }) => `${files} ${kind}`), [
    "3 records",
    "1 solutions",
    "1 checkpoints",
    "0 texts",
    "0 spent",
  ]);
  assert.deepEqual(jobs, [{ kind: "fit", outcome: "wrong", records: 2 }]);
  assert.deepEqual(versions, [{ codeSha256: "code", records: 2 }]);
  assert.deepEqual([harmed, unfinished], [1, 0]);
});

Deno.test("keysOf() lists what storeFiles() does, and no folder or unfinished file", async () => {
  await using folder = await newFolder();
  assert.deepEqual(await keysOf(folder.path, "records"), []);
  await filled(folder.path);
  await Deno.mkdir(join(folder.path, "records", "folder.json"));
  await Deno.writeTextFile(join(folder.path, "records", "a.json.1.tmp"), "{");
  const { files } = await storeFiles(folder.path);
  for (const kind of ["records", "solutions", "checkpoints", "texts"] as const) {
    const want = files.filter((file) => file.kind === kind).map(({ key }) => key);
    assert.deepEqual(await keysOf(folder.path, kind), want);
  }
  assert.deepEqual(await keysOf(folder.path, "records"), [first.key, second.key].sort());
});

Deno.test("storeIn() finds the store of a run's folder, and the store itself", async () => {
  await using folder = await newFolder();
  const path = join(folder.path, "store");
  await assert.rejects(storeIn(folder.path), /^RangeError: Cannot find a run store in /);
  await openStore(path);
  assert.equal(await storeIn(folder.path), path);
  assert.equal(await storeIn(path), path);
});

Deno.test("findKey() takes the beginning of a key; two that begin so are both named", async () => {
  await using folder = await newFolder();
  await filled(folder.path);
  const found = await findKey(first.key.slice(0, 10), folder.path);
  assert.equal(found.key, first.key);
  assert.deepEqual(found.record, recordOf(first));
  assert.deepEqual(found.files.map(({ kind }) => kind), ["records", "solutions"]);
  assert.equal((await findKey(third.key, folder.path)).checkpointSteps, 5);
  await Deno.writeTextFile(join(folder.path, "texts", "ab1.json"), "{");
  await Deno.writeTextFile(join(folder.path, "texts", "ab2.json"), "{");
  await assert.rejects(
    findKey("ab", folder.path),
    /^RangeError: Cannot show "ab": \d keys begin so, .*ab\S* and /,
  );
  assert.equal((await findKey("ab1", folder.path)).files[0].fault, "it is not JSON");
  await assert.rejects(findKey("xyz", folder.path), /no key in ".*" begins so/);
});

/** What happens to a file of the store, and what is said of it. */
const FAULTS: [file: string, harm: (path: string) => Promise<void>, says: RegExp][] = [
  [`records/${first.key}.json`, flip, /not what its sha256 was taken of|not JSON|want/],
  [`solutions/${first.key}.safetensors`, flip, /not what its sha256 was taken of/],
  [`checkpoints/${third.key}.safetensors`, flip, /not what its sha256 was taken of/],
  [`records/${second.key}.json`, (path) => Deno.truncate(path, 40), /not JSON/],
  [`records/notes.md`, (path) => Deno.writeTextFile(path, ""), /no file of a store/],
];

for (const [file, harm, says] of FAULTS) {
  Deno.test(`checkStore() names ${file.replace(/\/.*\./, ".")} after ${harm.name || "harm"}`, async () => {
    await using folder = await newFolder();
    await filled(folder.path);
    assert.deepEqual((await checkStore(folder.path)).faults, []);
    await harm(join(folder.path, file));
    const { faults } = await checkStore(folder.path);
    assert.deepEqual(faults.map(({ path }) => path), [join(folder.path, file)]);
    assert.match(faults[0].fault, says);
  });
}

Deno.test("litterIn() spares records, young files and what a harmed record's fit goes on from", async () => {
  await using folder = await newFolder();
  const store = await filled(folder.path);
  const at = (file: string) => join(folder.path, file);
  await store.putCheckpoint(first.key, checkpointOf(first, 3));
  await store.putCheckpoint(second.key, checkpointOf(second, 3));
  await flip(at(`records/${second.key}.json`));
  await store.putSolution(third.key, solutionOf(third));
  await Deno.writeTextFile(at("records/young.json.1.tmp"), "");
  await Deno.writeTextFile(at("records/old.json.2.tmp"), "");
  await Deno.writeTextFile(at("solutions/future.safetensors.3.tmp"), "");
  const now = Date.now() / 1000;
  await Deno.utime(at("records/old.json.2.tmp"), now - 7200, now - 7200);
  // The clock went back since.
  await Deno.utime(at("solutions/future.safetensors.3.tmp"), now + 7200, now + 7200);
  const young = await litterIn(folder.path);
  assert.deepEqual(young, [
    { path: at(`checkpoints/${first.key}.safetensors`), why: "its fit has ended" },
    { path: at("records/old.json.2.tmp"), why: "its writer ended before it was whole" },
  ]);
  const orphan = at(`solutions/${third.key}.safetensors`);
  await Deno.utime(orphan, now - 7200, now - 7200);
  const old = await litterIn(folder.path);
  assert.deepEqual(
    old.map(({ path }) => path).sort(),
    [...young.map(({ path }) => path), orphan].sort(),
  );
  await removeLitter(old);
  await removeLitter(old);
  assert.deepEqual(await litterIn(folder.path), []);
  assert.deepEqual(await store.get(first.key), recordOf(first));
  assert.equal((await store.checkpoint(second.key))?.state.steps, 3);
});

Deno.test("a store exported and imported is the same to the byte, and so is its zip", async () => {
  await using folder = await newFolder();
  const [from, to] = [join(folder.path, "a"), join(folder.path, "b")];
  await filled(from);
  const { bytes, files } = await packStore(from);
  assert.equal(files, 4);
  assert.deepEqual(await unpackInto(bytes, to), { added: 4, alike: 0, harmed: [] });
  assert.deepEqual((await packStore(to)).bytes, bytes);
  assert.deepEqual(await unpackInto(bytes, to), { added: 0, alike: 4, harmed: [] });
  assert.deepEqual([...Deno.readDirSync(to)].filter(({ name }) => name.endsWith(".tmp")), []);
  await assert.rejects(unpackInto(bytes.subarray(0, 300), to), /^SyntaxError: Cannot import this/);
});

Deno.test("mergeStore() of another record under a key names both files and writes nothing", async () => {
  await using folder = await newFolder();
  const [from, to] = [join(folder.path, "a"), join(folder.path, "b")];
  await filled(from);
  const store = await openStore(to);
  await store.put(recordOf(second, "3"));
  const name = join("records", `${second.key}.json`);
  await assert.rejects(mergeStore(from, to), ({ message }: Error) => {
    assert.ok(message.includes(join(from, name)) && message.includes(join(to, name)), message);
    return true;
  });
  assert.deepEqual(await store.get(second.key), recordOf(second, "3"));
  assert.equal(await store.get(first.key), null);
});

/** What sets two records apart, the text of both, what each has, and what is said of it. */
const APART: [
  what: string,
  text: string,
  own: Partial<JobRecord>,
  brought: Partial<JobRecord>,
  says: RegExp,
][] = [
  [
    "the place in the batch",
    "eleven toks",
    { got: "3" },
    { got: "2" },
    /remove one of the two: both are sound, with \[e\]\[m\]×\(N−1\) at N = 11 a fit's place among 2 can change its rounding, and so its path; either will do, and with --batch 1 there is one place only$/,
  ],
  [
    "something unknown",
    "twelve token",
    { got: "3" },
    { got: "2" },
    /remove one of the two, or "deno task store verify .*" where one may be harmed$/,
  ],
  [
    "who asked",
    "eleven toks",
    { command: "mine" },
    { command: "yours" },
    /remove one of the two: they say the same but for times, so that either will do$/,
  ],
];

for (const [what, text, own, brought, says] of APART) {
  Deno.test(`mergeStore() says why two records of a key differ: ${what}`, async () => {
    await using folder = await newFolder();
    const [from, to] = [join(folder.path, "a"), join(folder.path, "b")];
    const [fit] = fitsOf([text]);
    for (const [at, changes] of [[to, own], [from, brought]] as const) {
      await (await openStore(at)).put({ ...recordOf(fit), ...changes } as JobRecord);
    }
    await assert.rejects(mergeStore(from, to), { name: "RangeError", message: says });
  });
}

Deno.test("mergeStore() says which of two records is harmed", async () => {
  await using folder = await newFolder();
  const [from, to] = [join(folder.path, "a"), join(folder.path, "b")];
  for (const at of [from, to]) await (await openStore(at)).put(recordOf(first));
  await flip(join(to, "records", `${first.key}.json`));
  await assert.rejects(mergeStore(from, to), {
    message: /remove one of the two: the latter is harmed, /,
  });
});

Deno.test("mergeStore() keeps the checkpoint further on, and leaves harmed files behind", async () => {
  await using folder = await newFolder();
  const [from, to] = [join(folder.path, "a"), join(folder.path, "b")];
  const [other, store] = [await filled(from), await openStore(to)];
  await store.putCheckpoint(third.key, checkpointOf(third, 9));
  await store.putSpentSeconds("p", 3);
  await other.putSpentSeconds("p", 8);
  await flip(join(from, "records", `${second.key}.json`));
  const { harmed } = await mergeStore(from, to);
  assert.deepEqual(harmed.map(({ path }) => path), [join(from, "records", `${second.key}.json`)]);
  assert.equal((await store.checkpoint(third.key))?.state.steps, 9);
  assert.equal(await store.spentSeconds("p"), 8);
  assert.equal(await store.get(second.key), null);
  await other.putCheckpoint(third.key, checkpointOf(third, 12));
  await mergeStore(from, to);
  assert.equal((await store.checkpoint(third.key))?.state.steps, 12);
});

/** Changes one bit, twenty bytes before the end. */
async function flip(path: string): Promise<void> {
  const bytes = await Deno.readFile(path);
  const at = path.endsWith(".json") ? bytes.length - 20 : bytes.length - 2;
  await Deno.writeFile(path, bytes.with(at, bytes[at] ^ 1));
}
