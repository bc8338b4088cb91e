import assert from "node:assert/strict";
import { input, type Value, verify } from "../../src/graph/mod.ts";
import { causalPositions } from "../../src/models/mod.ts";
import {
  arrangements,
  attentionGraph,
  reconstructGraph,
  textAttentionGraph,
} from "../../src/proto/mod.ts";
import { float32, floats, int64, integers, onnxRuntimeEngine } from "../../src/runtime/mod.ts";
import { tfjsEngine } from "../../src/runtime/tfjs/mod.ts";
import { assertAgrees } from "../kernels/agreement.ts";
import { goldenModel, protoRows } from "../models/golden_checkpoint.ts";
import { checkpoints, goldenExperiments } from "./golden_experiments.ts";

const engine = onnxRuntimeEngine({ threads: 1 });
const engines = [engine, await tfjsEngine()];
const arrangement = arrangements["[e][m]×(N−1)"];
const cases = engines.flatMap((engine) =>
  checkpoints.map((checkpoint) => ({ engine, checkpoint }))
);
const tolerance = { absolute: 2e-6, relative: 0 };

for (const { checkpoint, engine } of cases) {
  Deno.test(`forward() shows PyTorch's attention weights, ${checkpoint} on ${engine.name}`, async () => {
    const model = await goldenModel(checkpoint);
    const { golden, inputs, tensor } = await openGolden(checkpoint);
    const [batch, tokens] = [golden.targets.length, golden.targets[0].length];
    const { width, layers, heads } = model.config;
    const shown: Value[] = [];
    const embedded = input("inputs", [batch, tokens, width]);
    model.forward(embedded, {
      ...causalPositions(model.config, tokens),
      onAttention: (layer, weights) => void (shown[layer] = weights),
    });
    assert.equal(shown.length, layers);
    const outputs = Object.fromEntries(shown.map((weights, layer) => [`${layer}`, weights]));
    await using program = await engine.compile(verify({ inputs: { inputs: embedded }, outputs }));
    const results = await program.run({ inputs: float32(inputs, [batch, tokens, width]) });
    const want = await tensor("attention.weights"); // [B, L, H, N, N]
    const size = heads * tokens * tokens;
    for (let layer = 0; layer < layers; layer++) {
      const ofLayer = Array.from({ length: batch }, (_, text) => {
        const at = (text * layers + layer) * size;
        return [...want.subarray(at, at + size)];
      });
      assertAgrees(results[layer], {
        want: { shape: [batch, heads, tokens, tokens], data: ofLayer.flat() },
        tolerance,
        what: `${checkpoint}, layer ${layer}`,
      });
    }
  });

  Deno.test(`attentionGraph() gives PyTorch's share of position 1, ${checkpoint} on ${engine.name}`, async () => {
    const model = await goldenModel(checkpoint);
    const { golden, proto } = await openGolden(checkpoint);
    const [batch, tokens] = [golden.targets.length, golden.targets[0].length];
    const size = { batch, tokens };
    await using program = await engine.compile(attentionGraph(model, arrangement, size));
    const feeds = { proto: float32(proto, [batch, 2, model.config.width]) };
    const { mass, prediction } = await program.run(feeds);
    assertAgrees(mass, {
      want: { shape: [batch, model.config.layers], data: golden.firstPositionMass.flat() },
      tolerance,
      what: checkpoint,
    });
    await using reader = await engine.compile(reconstructGraph(model, arrangement, size));
    assert.deepEqual(integers(prediction), integers((await reader.run(feeds)).prediction));
  });
}

Deno.test("textAttentionGraph() watches a text as attentionGraph() does vectors", async () => {
  const model = await goldenModel("gpt-neox");
  const size = { batch: 1, tokens: 6 };
  await using reader = await engine.compile(textAttentionGraph(model, size));
  // The same row everywhere: a text of one token repeated.
  const { mass } = await reader.run({ ids: int64([7, 7, 7, 7, 7, 7], [1, 6]) });
  assert.equal(floats(mass).length, model.config.layers);
  // Values equal but for rotation, so no position can draw everything or nothing.
  assert.ok(floats(mass).every((share) => share > 0 && share < 1), `${floats(mass)}`);
});

Deno.test("one position has no later ones to look at it", async () => {
  const model = await goldenModel("llama-gqa-tied");
  assert.throws(
    () => attentionGraph(model, arrangement, { batch: 1, tokens: 1 }),
    new RangeError("Cannot take attention on position 1: there is one position, want at least two"),
  );
});

async function openGolden(checkpoint: string) {
  const { golden, tensor } = await goldenExperiments(checkpoint);
  const [e, m] = [await tensor("attention.e"), await tensor("attention.m")];
  const [batch, tokens] = [golden.targets.length, golden.targets[0].length];
  const width = e.length / batch;
  const inputs = new Float32Array(batch * tokens * width);
  for (let row = 0; row < batch * tokens; row++) {
    const text = Math.floor(row / tokens);
    const from = row % tokens === 0 ? e : m;
    inputs.set(from.subarray(text * width, (text + 1) * width), row * width);
  }
  return { golden, tensor, inputs, proto: protoRows(e, m, batch) };
}
