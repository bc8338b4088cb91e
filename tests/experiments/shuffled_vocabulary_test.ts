/** Shuffling the targets instead of the output table, against a checkpoint whose table is shuffled. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { shuffledIds, shuffledVocabulary } from "../../src/experiments/shuffled_vocabulary.ts";
import { openModel } from "../../src/models/mod.ts";
import { openWeights, readTensor, writeSafetensors } from "../../src/models/weights/mod.ts";
import { arrangements, fitGraph } from "../../src/proto/mod.ts";
import { float32, floats, int64, integers } from "../../src/runtime/mod.ts";
import { normals, stream } from "../../src/random/mod.ts";
import { relativeDistance } from "../kernels/agreement.ts";
import { engine } from "./tiny_run.ts";

const targets = [[40, 3, 57, 3], [5, 59, 0, 41]];
const seed = 4;

for (const checkpoint of ["llama-gqa-tied", "llama-untied-rope-scaled", "gpt-neox"]) {
  Deno.test(`${checkpoint}: a shuffled table's fit is the fit of shuffled ids`, async () => {
    const folder = new URL(`../../fixtures/golden/${checkpoint}/`, import.meta.url);
    const config = JSON.parse(await Deno.readTextFile(new URL("config.json", folder)));
    const weights = fileURLToPath(new URL("model.safetensors", folder));
    const { vocabulary, width } = (await openModel(weights, config)).config;
    const order = shuffledVocabulary(vocabulary, seed);
    await using shuffled = await shuffledCheckpoint(weights, order);
    const proto = normals(stream(1, "test"), targets.length * 2 * width);
    const want = await step(shuffled.path, { config, proto, ids: targets });
    const got = await step(weights, {
      config,
      proto,
      ids: targets.map((ids) => shuffledIds(ids, { vocabulary, seed })),
    });
    got.loss.forEach((loss, text) => assert.ok(Math.abs(loss - want.loss[text]) < 1e-5));
    assert.ok(relativeDistance(got.gradient, want.gradient) < 5e-6);
    assert.deepEqual(got.prediction, want.prediction.map((id) => order[id]));
  });
}

Deno.test("a shuffle moves nearly every id, keeps equals equal, and is another one a seed", () => {
  const order = shuffledVocabulary(1000, 1);
  assert.deepEqual(order.toSorted((a, b) => a - b), Array.from({ length: 1000 }, (_, i) => i));
  assert.ok(order.filter((row, id) => row === id).length < 10);
  assert.notDeepEqual(shuffledVocabulary(1000, 2), order);
  const [a, b, c] = shuffledIds([7, 8, 7], { vocabulary: 1000, seed: 1 });
  assert.ok(a === c && a !== b);
});

/** A copy of the weights whose output table, tied or not, has row σ(j) at j. */
async function shuffledCheckpoint(weights: string, order: readonly number[]) {
  const files = await openWeights(weights);
  const head = ["lm_head.weight", "embed_out.weight", "model.embed_tokens.weight"]
    .find((name) => files.tensors.has(name))!;
  const entries = await Promise.all(
    [...files.tensors.values()].map(async ({ name, shape }) => {
      const values = await readTensor(files, name);
      const data = name === head ? rowsInOrder(values, { order, width: shape[1] }) : values;
      return { name, dtype: "F32" as const, shape, data };
    }),
  );
  const folder = await Deno.makeTempDir();
  const path = join(folder, "model.safetensors");
  await writeSafetensors(path, entries);
  return { path, [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
}

function rowsInOrder(
  values: Float32Array,
  { order, width }: { order: readonly number[]; width: number },
): Float32Array {
  const out = new Float32Array(values.length);
  order.forEach((row, at) => out.set(values.subarray(row * width, (row + 1) * width), at * width));
  return out;
}

async function step(
  weights: string,
  { config, proto, ids }: {
    config: Record<string, unknown>;
    proto: Float32Array;
    ids: readonly (readonly number[])[];
  },
) {
  const model = await openModel(weights, config);
  const size = { batch: ids.length, tokens: ids[0].length };
  const graph = fitGraph(model, arrangements["[e][m]×(N−1)"], size);
  await using program = await engine.compile(graph, { once: true });
  const { loss, gradient, prediction } = await program.run({
    proto: float32(proto, [size.batch, 2, model.config.width]),
    targets: int64(ids.flat(), [size.batch, size.tokens]),
  });
  return {
    loss: floats(loss),
    gradient: floats(gradient),
    prediction: integers(prediction),
  };
}
