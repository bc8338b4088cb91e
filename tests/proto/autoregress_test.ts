import assert from "node:assert/strict";
import { decode, decodeGraph, nextLogits, teacherForcedGraph } from "../../src/proto/mod.ts";
import { int64, integers, onnxRuntimeEngine } from "../../src/runtime/mod.ts";
import { openWeights, readTensor } from "../../src/models/weights/mod.ts";
import { goldenModel } from "../models/golden_checkpoint.ts";

const engine = onnxRuntimeEngine({ threads: 1 });

/** Prompt, how many tokens follow, places in the cache: exactly enough, and more than enough. */
const lengths = [
  { prompt: [7], count: 1, capacity: 1 },
  { prompt: [7], count: 20, capacity: 20 },
  { prompt: [1, 2, 3, 4, 5, 6, 7, 8, 9], count: 1, capacity: 9 },
  { prompt: [50, 3, 50, 3, 50], count: 15, capacity: 40 },
];

for (const checkpoint of ["llama-gqa-tied", "llama-untied-rope-scaled", "gpt-neox"]) {
  for (const { prompt, count, capacity } of lengths) {
    const sizes = `${prompt.length} + ${count} in ${capacity}`;
    Deno.test(`decode() says what the model predicts read whole, ${checkpoint}, ${sizes}`, async () => {
      const model = await goldenModel(checkpoint);
      await using decoder = await engine.compile(decodeGraph(model, capacity));
      const options = { program: decoder, config: model.config, capacity, count };
      const generated = await decode(prompt, options);
      assert.equal(generated.length, count);

      const ids = [...prompt, ...generated].slice(0, -1);
      const shape = [1, ids.length];
      await using reader = await engine.compile(
        teacherForcedGraph(model, { batch: 1, tokens: ids.length }),
      );
      const feeds = { ids: int64(ids, shape), targets: int64(ids, shape) };
      const { prediction } = await reader.run(feeds);
      assert.deepEqual(generated, integers(prediction).slice(prompt.length - 1));
    });
  }
}

Deno.test("decode() starts from an empty cache every time", async () => {
  const model = await goldenModel("llama-gqa-tied");
  const capacity = 12;
  await using program = await engine.compile(decodeGraph(model, capacity));
  const options = { program, config: model.config, capacity, count: 6 };
  const first = await decode([4, 5, 6], options);
  await decode([90, 91], options);
  assert.deepEqual(await decode([4, 5, 6], options), first);
});

Deno.test("decode() refuses an empty prompt and more positions than the cache holds", async () => {
  const model = await goldenModel("llama-gqa-tied");
  await using program = await engine.compile(decodeGraph(model, 4));
  const options = { program, config: model.config, capacity: 4, count: 3 };
  for (const prompt of [[], [1, 2, 3]]) {
    await assert.rejects(
      decode(prompt, options),
      new RangeError(
        `Cannot decode 3 tokens after ${prompt.length}: want a prompt, and at most 4 positions`,
      ),
    );
  }
  assert.equal((await decode([1, 2], options)).length, 3);
});

Deno.test("decodeGraph() refuses positions beyond the model's context", async () => {
  const model = await goldenModel("llama-gqa-tied");
  assert.throws(
    () => decodeGraph(model, 256),
    new RangeError("Cannot decode up to position 256: the model's context is 256"),
  );
  decodeGraph(model, 255);
});

Deno.test("a vector that is a token's embedding is read as that token, to the bit", async () => {
  const model = await goldenModel("llama-gqa-tied");
  const { config } = model;
  const { origin } = model.embeddings;
  assert.ok(origin.kind === "weight");
  const table = await readTensor(await openWeights(origin.location.path), origin.name);
  const row = (id: number) => table.slice(id * config.width, (id + 1) * config.width);
  const capacity = 9;
  await using ids = await engine.compile(decodeGraph(model, capacity));
  await using both = await engine.compile(decodeGraph(model, capacity, { vectors: true }));
  const options = { program: both, config, capacity, vectors: true, count: 6 };
  const want = await decode([7, 50, 3], { ...options, program: ids, vectors: false });
  for (const prompt of [[7, 50, 3], [row(7), row(50), row(3)], [7, row(50), 3]]) {
    assert.deepEqual(await decode(prompt, options), want);
  }
  await using scores = await engine.compile(
    decodeGraph(model, capacity, { vectors: true, output: "logits" }),
  );
  const logits = nextLogits({ program: scores, config, capacity, vectors: true });
  assert.equal((await logits([7, 50, 3])).indexOf(Math.max(...await logits([7, 50, 3]))), want[0]);
});

Deno.test("decode() refuses vectors where the graph reads ids, and vectors of another width", async () => {
  const model = await goldenModel("llama-gqa-tied");
  const options = { config: model.config, capacity: 4, count: 1 };
  await using ids = await engine.compile(decodeGraph(model, 4));
  await assert.rejects(
    decode([new Float32Array(48)], { ...options, program: ids }),
    new TypeError("Cannot decode from a vector: the graph reads ids, make it with vectors"),
  );
  await using both = await engine.compile(decodeGraph(model, 4, { vectors: true }));
  await assert.rejects(
    decode([new Float32Array(47)], { ...options, program: both, vectors: true }),
    new RangeError("Cannot decode from a vector of 47 components: the model takes 48"),
  );
});
