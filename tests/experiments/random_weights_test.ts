import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { randomWeights } from "../../src/experiments/random_weights.ts";
import { openModel } from "../../src/models/mod.ts";
import { openWeights, readTensor } from "../../src/models/weights/mod.ts";
import { newFolder } from "../harness/_small_run.ts";

const golden = new URL("../../fixtures/golden/", import.meta.url);
const weightsSha256 = "a".repeat(64);

for (const checkpoint of ["llama-gqa-tied", "gpt-neox"]) {
  Deno.test(`${checkpoint} drawn anew keeps shapes and deviations, and nothing else`, async () => {
    await using cache = await newFolder();
    const weights = weightsOf(checkpoint);
    const path = await randomWeights(weights, { weightsSha256, cacheFolder: cache.path });
    const config = JSON.parse(
      await Deno.readTextFile(new URL(`${checkpoint}/config.json`, golden)),
    );
    await openModel(path, config);
    const [trained, drawn] = [await openWeights(weights), await openWeights(path)];
    assert.deepEqual([...drawn.tensors.keys()], [...trained.tensors.keys()]);
    for (const [name, { shape }] of trained.tensors) {
      const [was, is] = [await readTensor(trained, name), await readTensor(drawn, name)];
      assert.deepEqual(drawn.tensors.get(name)!.shape, shape);
      if (shape.length === 1) {
        assert.ok(is.every((value) => value === (name.endsWith(".bias") ? 0 : 1)), name);
        continue;
      }
      const [want, got] = [momentsOf(was), momentsOf(is)];
      // Five standard errors of a deviation, and of a mean.
      const error = 5 / Math.sqrt(2 * is.length);
      assert.ok(Math.abs(got.deviation / want.deviation - 1) < error, `${name} ${got.deviation}`);
      assert.ok(Math.abs(got.mean) < 5 * want.deviation / Math.sqrt(is.length), name);
      assert.ok(Math.abs(correlation(was, is)) < 5 / Math.sqrt(is.length), name);
    }
  });
}

Deno.test("the same weights drawn in two places are the same bytes, and drawn once", async () => {
  await using here = await newFolder();
  await using there = await newFolder();
  const weights = weightsOf("llama-gqa-tied");
  const draw = (cacheFolder: string, onChunk?: () => void) =>
    randomWeights(weights, { weightsSha256, cacheFolder, onChunk });
  const [one, other] = [await draw(here.path), await draw(there.path)];
  assert.deepEqual(await Deno.readFile(one), await Deno.readFile(other));
  const again = await draw(here.path, () => assert.fail("drawn twice"));
  assert.equal(again, one);
});

Deno.test("drawing that is stopped leaves no weights behind", async () => {
  await using cache = await newFolder();
  const stopped = randomWeights(weightsOf("llama-gqa-tied"), {
    weightsSha256,
    cacheFolder: cache.path,
    onChunk: () => {
      throw new Error("stopped");
    },
  });
  await assert.rejects(stopped, { message: "stopped" });
  const left = [...Deno.readDirSync(`${cache.path}/random-weights`)].map(({ name }) => name);
  assert.deepEqual(left.filter((name) => !name.endsWith(".lock")), []);
});

Deno.test("drawn weights that were changed since are refused", async () => {
  await using cache = await newFolder();
  const options = { weightsSha256, cacheFolder: cache.path };
  const path = await randomWeights(weightsOf("llama-gqa-tied"), options);
  const bytes = await Deno.readFile(path);
  bytes[bytes.length - 1] ^= 1;
  await Deno.writeFile(path, bytes);
  await assert.rejects(randomWeights(weightsOf("llama-gqa-tied"), options), {
    name: "WrongFileError",
  });
});

function weightsOf(checkpoint: string): string {
  return fileURLToPath(new URL(`${checkpoint}/model.safetensors`, golden));
}

function momentsOf(values: Float32Array): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / values.length) };
}

function correlation(a: Float32Array, b: Float32Array): number {
  const [one, other] = [momentsOf(a), momentsOf(b)];
  const products = a.reduce((sum, value, i) => sum + (value - one.mean) * (b[i] - other.mean), 0);
  return products / a.length / one.deviation / other.deviation;
}
