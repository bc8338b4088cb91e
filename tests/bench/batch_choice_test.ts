import assert from "node:assert/strict";
import { join } from "node:path";
import {
  type BatchChoiceOptions,
  chooseBatch,
  keptChoices,
  lengthBucket,
  threadCounts,
} from "../../src/bench/batch_choice.ts";
import { type BatchProbe, probeBatches, stepProbe } from "../../src/bench/batch_probe.ts";
import type { EngineChoice } from "../../src/experiments/engine_choice.ts";
import { loadProfile } from "../../src/harness/load_profile.ts";
import { partsOf } from "../../src/harness/profile.ts";
import { engine, model, newFolder } from "../harness/_small_run.ts";

/** N and the lengths that share its probe. */
const buckets: [tokens: number, least: number, most: number][] = [
  [1, 1, 1],
  [2, 2, 2],
  [3, 3, 3],
  [4, 4, 5],
  [5, 4, 5],
  [6, 6, 7],
  [16, 16, 22],
  [22, 16, 22],
  [23, 23, 31],
  [64, 64, 90],
  [1448, 1024, 1448],
];
for (const [tokens, least, most] of buckets) {
  Deno.test(`N = ${tokens} shares the probe of ${least} to ${most}, within √2`, () => {
    assert.deepEqual(lengthBucket(tokens), [least, most]);
    assert.ok(most / least <= Math.SQRT2);
  });
}

Deno.test("every length is in one bucket, the next one's begins where it ends", () => {
  for (let tokens = 1; tokens < 3000; tokens++) {
    const [least, most] = lengthBucket(tokens);
    assert.ok(least <= tokens && tokens <= most, `${tokens} in ${least} to ${most}`);
    assert.equal(lengthBucket(most + 1)[0], most + 1);
  }
});

Deno.test("threads are all, a half, a quarter; a device of its own has no choice", () => {
  const cpu = { engine: "onnxruntime", device: "cpu", threads: 12, weights: "packed" } as const;
  assert.deepEqual(threadCounts(cpu), [12, 6, 3, 1]);
  assert.deepEqual(threadCounts({ ...cpu, device: "cuda" }), [12]);
  assert.deepEqual(threadCounts({ engine: "tfjs", device: "tensorflow", threads: 12 }), [12]);
});

const size = { tokens: 16, threads: [4, 2, 1], most: 64 };

Deno.test("B doubles while texts a second grow by more than a twentieth", async () => {
  // Whole batches of 8 cost no more than one text; beyond, a step takes as much a text.
  const probe = fakeProbe(({ batch }) => 10 * Math.max(1, batch / 8));
  const found = await probeBatches({ ...size, threads: [4], probe });
  assert.deepEqual([found.batch, found.threads, found.ended], [8, 4, "no faster"]);
  assert.deepEqual(found.points.map(({ batch }) => batch), [1, 2, 4, 8, 16]);
  assert.equal(found.points[3].textsPerSecond, 800);
});

Deno.test("fewer threads are taken where they are faster, and tried no further where slower", async () => {
  const probe = fakeProbe(({ batch, threads }) => batch * [0, 30, 10, 0, 20][threads]);
  const found = await probeBatches({ ...size, probe });
  assert.deepEqual([found.batch, found.threads], [1, 2]);
  assert.deepEqual(found.points.map(({ threads }) => threads), [4, 4, 2, 1]);
});

Deno.test("B stays where memory ends it: said by the engine, or seen before", async () => {
  const short = fakeProbe(({ batch }) => {
    if (batch > 4) throw new Error("Failed to allocate memory for requested buffer");
    return 10;
  });
  const said = await probeBatches({ ...size, threads: [4], probe: short });
  assert.deepEqual([said.batch, said.ended], [4, "memory"]);
  let rooms = 2;
  const seen = await probeBatches({
    ...size,
    threads: [4],
    probe: { ...fakeProbe(() => 10), hasRoom: () => rooms-- > 0 },
  });
  assert.deepEqual([seen.batch, seen.ended], [4, "memory"]);
});

Deno.test("another error of the engine is no reason to choose", async () => {
  const broken = fakeProbe(() => {
    throw new Error("Cannot compile graph");
  });
  await assert.rejects(probeBatches({ ...size, probe: broken }), /Cannot compile graph/);
});

Deno.test("a choice is measured once for a bucket of lengths, and again for another model", async () => {
  await using folder = await newFolder();
  const asked: string[] = [];
  const options = optionsIn(folder.path, asked);
  const first = await chooseBatch(options);
  assert.deepEqual([first.batch, first.threads], [64, 1]);
  // Timed at the longest of the bucket, whichever length asked first.
  assert.deepEqual([...new Set(asked)], ["N = 22"]);
  asked.length = 0;
  assert.deepEqual(await chooseBatch({ ...options, tokens: 20 }), first);
  assert.deepEqual(asked, []);
  await chooseBatch({ ...options, tokens: 23 });
  const packed = { ...engine, weights: "packed" } as EngineChoice;
  await chooseBatch({ ...options, model: { id: "other", weightsSha256: "other" } });
  await chooseBatch({ ...options, engine: packed });
  assert.deepEqual([...new Set(asked)], ["N = 31", "N = 22"]);
  const kept = await keptChoices(folder.path);
  assert.deepEqual(kept.map(({ model, scope }) => `${model} ${scope.tokens[0]}`), [
    ...["other 16", "small 16", "small 16", "small 23"],
  ]);
});

Deno.test("no larger B is tried than there are texts; more texts ask again", async () => {
  await using folder = await newFolder();
  const asked: string[] = [];
  const options = optionsIn(folder.path, asked);
  const few = await chooseBatch({ ...options, texts: 3 });
  assert.deepEqual([few.batch, few.ended], [4, "asked for"]);
  asked.length = 0;
  await chooseBatch({ ...options, texts: 2 });
  assert.deepEqual(asked, []);
  assert.equal((await chooseBatch({ ...options, texts: 9 })).batch, 16);
});

Deno.test("a context too short for the bucket is probed as far as it goes", async () => {
  await using folder = await newFolder();
  const asked: string[] = [];
  await chooseBatch({ ...optionsIn(folder.path, asked), context: 18 });
  assert.deepEqual([...new Set(asked)], ["N = 17"]);
});

Deno.test("a harmed file is measured anew", async () => {
  await using folder = await newFolder();
  const asked: string[] = [];
  const options = optionsIn(folder.path, asked);
  const first = await chooseBatch(options);
  for await (const { name } of Deno.readDir(folder.path)) {
    if (name.endsWith(".json")) await Deno.writeTextFile(join(folder.path, name), `{"batch":`);
  }
  assert.deepEqual(await keptChoices(folder.path), []);
  assert.deepEqual(await chooseBatch(options), first);
});

Deno.test("the real step can be probed, on as many threads as asked", async () => {
  const probe = stepProbe(model, engine);
  await using open = await probe.open(2);
  assert.ok(await open.step({ batch: 2, tokens: 4 }) > 0);
  assert.equal(typeof probe.hasRoom(), "boolean");
});

Deno.test("profiles that repeat to the bit fix B and threads; the paper's measures", async () => {
  const kindsOf = async (name: string) =>
    new Set(
      partsOf(await loadProfile(name)).flatMap(({ batch, threads }) => [
        typeof batch,
        typeof threads,
      ]),
    );
  for (const name of ["smoke", "quick"]) assert.deepEqual([...await kindsOf(name)], ["number"]);
  assert.deepEqual([...await kindsOf("paper")], ["string"]);
});

/** A machine whose steps take what `milliseconds` says. */
function fakeProbe(
  milliseconds: (size: { batch: number; tokens: number; threads: number }) => number,
): BatchProbe {
  return {
    hasRoom: () => true,
    open: (threads) =>
      Promise.resolve({
        step: (size) => new Promise((resolve) => resolve(milliseconds({ ...size, threads }))),
        [Symbol.asyncDispose]: () => Promise.resolve(),
      }),
  };
}

/** Batches cost nothing there; who is asked is noted down. */
function optionsIn(folder: string, asked: string[]): BatchChoiceOptions {
  const probe = fakeProbe(({ tokens }) => {
    asked.push(`N = ${tokens}`);
    return 10;
  });
  const small = { id: "small", weightsSha256: "small" };
  return { model: small, engine, tokens: 16, context: 256, folder, probe };
}
