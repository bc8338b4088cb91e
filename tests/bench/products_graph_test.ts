import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { productsGraph } from "../../src/bench/products_graph.ts";
import { openModel } from "../../src/models/mod.ts";
import { arrangementNamed, fitGraph } from "../../src/proto/mod.ts";
import { float32, onnxRuntimeEngine } from "../../src/runtime/mod.ts";

// q, k, v, o, gate, up, down; and q, k, v in one, o, in, out.
const cases = [
  { name: "tiny-llama", inLayer: 7, inFeedForward: 3 },
  { name: "tiny-neox", inLayer: 4, inFeedForward: 2 },
];

for (const { name, inLayer, inFeedForward } of cases) {
  Deno.test(`${name}: each frozen matrix is used once in each direction, and nothing else`, async () => {
    const model = await tiny(name);
    const batch = 2, tokens = 4;
    const step = fitGraph(model, arrangementNamed("[e][m]×(N−1)"), { batch, tokens });
    const { graph, products, flops } = productsGraph(step);
    assert.equal(products, 2 * (model.config.layers * inLayer + 1));
    // 2 · rows · parameters of the products, once each way.
    const { width, vocabulary, layers, feedForward, heads, keyValueHeads, headWidth } =
      model.config;
    const attention = width * headWidth * (2 * heads + 2 * keyValueHeads);
    const forward = width * feedForward * inFeedForward;
    const parameters = layers * (attention + forward) + width * vocabulary;
    assert.equal(flops, 2 * 2 * batch * tokens * parameters);

    await using program = await onnxRuntimeEngine({ threads: 1 }).compile(graph);
    const feeds = Object.fromEntries(
      Object.entries(graph.inputs).map(([input, { shape }]) => [
        input,
        float32(new Float32Array(shape[0] * shape[1]), shape),
      ]),
    );
    assert.deepEqual(
      Object.keys(await program.run(feeds)).sort(),
      Object.keys(graph.outputs).sort(),
    );
  });
}

async function tiny(name: string) {
  const folder = new URL(`../../fixtures/tiny/${name}/`, import.meta.url);
  const config = JSON.parse(await Deno.readTextFile(new URL("config.json", folder)));
  return await openModel(fileURLToPath(new URL("model.safetensors", folder)), config);
}
