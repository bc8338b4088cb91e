import assert from "node:assert/strict";
import { join } from "node:path";
import { WrongFileError } from "../../src/fixtures/mod.ts";
import type { Graph } from "../../src/graph/mod.ts";
import { withLogits } from "../../src/experiments/read_back.ts";
import { readsBfloat16Alone, withRoundedWeights } from "../../src/experiments/rounded_weights.ts";
import { type LanguageModel, openModel } from "../../src/models/mod.ts";
import { openWeights, readTensor } from "../../src/models/weights/mod.ts";
import { arrangementNamed, reconstructGraph } from "../../src/proto/mod.ts";
import { float32, floats, onnxRuntimeEngine } from "../../src/runtime/mod.ts";
import { newFolder } from "../harness/_small_run.ts";
import { goldenModel } from "../models/golden_checkpoint.ts";

const engine = onnxRuntimeEngine({ threads: 1 });
const checkpoints = ["llama-gqa-tied", "llama-untied-rope-scaled", "gpt-neox"];
const weightsSha256 = "0".repeat(64);

for (const folder of checkpoints) {
  Deno.test(`${folder} with rounded weights is the model opened from the rounded file`, async () => {
    await using cache = await newFolder();
    const options = { weightsSha256, cacheFolder: cache.path };
    const graph = graphOf(await goldenModel(folder));
    const rounded = await withRoundedWeights(graph, options);
    assert.ok(readsBfloat16Alone(rounded) && !readsBfloat16Alone(graph));
    const opened = graphOf(await openModel(await copyIn(cache.path), await configOf(folder)));
    const want = await logitsOf(opened);
    assert.deepEqual(await logitsOf(rounded), want);
    assert.notDeepEqual(await logitsOf(graph), want);
  });
}

Deno.test("every tensor of the copy is its original within half a step of bfloat16", async () => {
  await using cache = await newFolder();
  const graph = graphOf(await goldenModel(checkpoints[0]));
  await withRoundedWeights(graph, { weightsSha256, cacheFolder: cache.path });
  const original = await openWeights(pathOf(checkpoints[0], "model.safetensors"));
  const copy = await openWeights(await copyIn(cache.path));
  assert.deepEqual([...copy.tensors.keys()].sort(), [...original.tensors.keys()].sort());
  for (const name of original.tensors.keys()) {
    const [want, got] = [await readTensor(original, name), await readTensor(copy, name)];
    assert.equal(copy.tensors.get(name)!.dtype, "BF16");
    // 8 bits of mantissa, the first one unwritten.
    want.forEach((value, i) => assert.ok(Math.abs(got[i] - value) <= Math.abs(value) * 2 ** -8));
  }
});

Deno.test("a copy is made once, and a model of bfloat16 needs none", async () => {
  await using cache = await newFolder();
  let chunks = 0;
  const options = { weightsSha256, cacheFolder: cache.path, onChunk: () => void chunks++ };
  const graph = graphOf(await goldenModel(checkpoints[0]));
  const rounded = await withRoundedWeights(graph, options);
  const once = chunks;
  assert.ok(once > 0);
  await withRoundedWeights(graph, options);
  assert.equal(await withRoundedWeights(rounded, options), rounded);
  assert.equal(chunks, once);
});

Deno.test("a copy cut short is not there; one that was changed is named", async () => {
  await using cache = await newFolder();
  const options = { weightsSha256, cacheFolder: cache.path };
  const graph = graphOf(await goldenModel(checkpoints[0]));
  let chunks = 0;
  const onChunk = () => {
    if (chunks++ === 3) throw new Error("enough");
  };
  await assert.rejects(withRoundedWeights(graph, { ...options, onChunk }), /enough/);
  await assert.rejects(copyIn(cache.path), Deno.errors.NotFound);
  await withRoundedWeights(graph, options);
  const path = await copyIn(cache.path);
  const bytes = await Deno.readFile(path);
  bytes[bytes.length - 1] ^= 1;
  await Deno.writeFile(path, bytes);
  // Within a millisecond of its check a file would pass for unchanged.
  await Deno.utime(path, 978307200, 978307200);
  await assert.rejects(withRoundedWeights(graph, options), (error: Error) => {
    assert.ok(error instanceof WrongFileError);
    assert.match(error.message, /damaged or replaced: delete it, and it is made again$/);
    return true;
  });
});

Deno.test("withLogits() wants a graph that predicts", async () => {
  const { inputs, outputs } = graphOf(await goldenModel(checkpoints[0]));
  assert.throws(
    () => withLogits({ inputs, outputs: { logits: outputs.logits } }),
    new TypeError("Cannot take logits of a graph: 0 of its nodes predict tokens, want one"),
  );
});

function graphOf(model: LanguageModel): Graph {
  return withLogits(
    reconstructGraph(model, arrangementNamed("[e][m]×(N−1)"), { batch: 1, tokens: 4 }),
  );
}

async function logitsOf(graph: Graph): Promise<Float32Array> {
  const { proto: { shape } } = graph.inputs;
  await using program = await engine.compile(graph, { once: true });
  const size = shape.reduce((product, length) => product * length, 1);
  const proto = Float32Array.from({ length: size }, (_, i) => Math.sin(1 + i));
  return floats((await program.run({ proto: float32(proto, shape) })).logits);
}

async function copyIn(cacheFolder: string): Promise<string> {
  const path = join(cacheFolder, "rounded", `${weightsSha256}-bfloat16-v1`, "model.safetensors");
  await Deno.stat(path);
  return path;
}

function pathOf(folder: string, name: string): string {
  return new URL(`../../fixtures/golden/${folder}/${name}`, import.meta.url).pathname;
}

async function configOf(folder: string) {
  return JSON.parse(await Deno.readTextFile(pathOf(folder, "config.json")));
}
