/** Our steps and PyTorch's on the small checkpoint: the same work from the same start. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { tokenIdsSha256 } from "../../src/records/canonical.ts";
import { openOwnSteps, race, startPyTorch, stepWork } from "../../src/bench/mod.ts";
import { readConfig } from "../../src/models/mod.ts";
import { MissingPeerError } from "../../src/peers/mod.ts";

const checkpoint = new URL("../../fixtures/golden/llama-gqa-tied/", import.meta.url);
const config = JSON.parse(await Deno.readTextFile(new URL("config.json", checkpoint)));
const folder = fileURLToPath(checkpoint);
const model = { weights: `${folder}model.safetensors`, config };
const engine = {
  engine: "onnxruntime",
  device: "cpu",
  threads: 1,
  weights: "packed",
} as const;
const inputs = { vectors: 2, ...readConfig(config) };
const size = { batch: 2, tokens: 6, warmUpSteps: 2, steps: 3 };

const pythons = ["python3", "python"];
const peer = await startPyTorch({ pythons, weights: folder, threads: 1 })
  .catch((error: Error) => error);
const why = peer instanceof Error ? ` (skipped: ${peer.message.split(";")[0]})` : "";

Deno.test("stepWork() gives the same steps every time, others for another N", () => {
  const [one, again] = [stepWork(size, inputs), stepWork(size, inputs)];
  assert.deepEqual(one, again);
  assert.deepEqual(one.targets.map((ids) => ids.length), [6, 6]);
  assert.deepEqual(one.starts.map((start) => start.length), [96, 96]);
  assert.ok(one.targets.flat().every((id) => id >= 100 && id < inputs.vocabulary));
  const longer = stepWork({ ...size, tokens: 7 }, inputs);
  const [a, b] = [one, longer].map(({ targets }) => tokenIdsSha256(targets.flat()));
  assert.notEqual(a, b);
});

Deno.test("our timed steps are as many as asked for, and repeat to the bit", async () => {
  await using ours = await openOwnSteps(model, engine);
  const work = stepWork(size, inputs);
  await ours.prepare(work);
  const [first, second] = [await ours.run(work), await ours.run(work)];
  assert.equal(first.samplesMilliseconds.length, 3);
  assert.equal(first.firstLossNats, second.firstLossNats);
  assert.equal(first.lastLossNats, second.lastLossNats);
  assert.ok(first.lastLossNats < first.firstLossNats, "the optimiser moves the vectors");
});

Deno.test("our timed steps name a model that cannot be opened", async () => {
  const missing = { weights: `${folder}no-such.safetensors`, config };
  await assert.rejects(openOwnSteps(missing, engine), /no-such\.safetensors/);
});

Deno.test({
  name: `PyTorch does the same steps, to the same losses${why}`,
  ignore: peer instanceof Error,
  async fn() {
    if (peer instanceof Error) return;
    await using theirs = peer;
    await using ours = await openOwnSteps(model, engine);
    const pause = () => Promise.resolve();
    const results = await race([ours, theirs], stepWork(size, inputs), { rounds: 2, pause });
    assert.deepEqual(results.map(({ name }) => name), ["onepass", "pytorch eager"]);
    for (const { roundsMilliseconds } of results) {
      assert.deepEqual(roundsMilliseconds.map((round) => round.length), [3, 3]);
    }
  },
});

Deno.test("a missing Python is named, with the cure", async () => {
  await assert.rejects(
    startPyTorch({ pythons: ["no-such-python"], weights: folder, threads: 1 }),
    (error: Error) => {
      assert.ok(error instanceof MissingPeerError);
      assert.match(error.message, /^Cannot run PyTorch: there is no "no-such-python"; run: /);
      assert.match(error.message, /pip install -r bench\/peers\/requirements\.txt$/);
      return true;
    },
  );
});

Deno.test({
  name: "a missing package is named, with the cure",
  ignore: Deno.build.os === "windows",
  async fn() {
    // Stands in for a Python without torch: says what Python would say.
    const path = await Deno.makeTempFile({ suffix: ".sh" });
    const said = `ModuleNotFoundError: No module named 'torch'`;
    await Deno.writeTextFile(path, `#!/bin/sh\necho "${said}" >&2\nexit 1\n`);
    await Deno.chmod(path, 0o755);
    try {
      await assert.rejects(
        startPyTorch({ pythons: [path], weights: folder, threads: 1 }),
        /^Error: Cannot run PyTorch: Python has no package torch; run: /,
      );
    } finally {
      await Deno.remove(path);
    }
  },
});
