import assert from "node:assert/strict";
import { arrangements, fitGraph } from "../../src/proto/mod.ts";
import { normals, stream } from "../../src/random/mod.ts";
import { type Engine, float32, floats, int64, onnxRuntimeEngine } from "../../src/runtime/mod.ts";
import { goldenModel } from "../models/golden_checkpoint.ts";

for (const checkpoint of ["llama-gqa-tied", "gpt-neox"]) {
  for (const tokens of [1, 2, 16]) {
    Deno.test(`packed weights give the same bits at every B, ${checkpoint}, N = ${tokens}`, async () => {
      await sameBits(checkpoint, tokens, onnxRuntimeEngine({ threads: 2, weights: "packed" }));
    });
  }
  Deno.test(`packed weights give the same bits at every B in int8, too, ${checkpoint}`, async () => {
    const int8Folder = await Deno.makeTempDir();
    try {
      const engine = onnxRuntimeEngine({ threads: 2, weights: "packed", int8Folder });
      for (const tokens of [1, 16]) await sameBits(checkpoint, tokens, engine);
    } finally {
      await Deno.remove(int8Folder, { recursive: true });
    }
  });
}

async function sameBits(checkpoint: string, tokens: number, engine: Engine): Promise<void> {
  const model = await goldenModel(checkpoint);
  const { width, vocabulary } = model.config;
  const size = 2 * width;
  const first = async (batch: number) => {
    const graph = fitGraph(model, arrangements["[e][m]×(N−1)"], { batch, tokens });
    await using program = await engine.compile(graph);
    const { loss, gradient } = await program.run({
      proto: float32(normals(stream(1, "proto-init", 0), batch * size), [batch, 2, width]),
      targets: int64(
        Array.from({ length: batch * tokens }, (_, i) => (i * 37) % vocabulary),
        [batch, tokens],
      ),
    });
    return { loss: floats(loss)[0], gradient: floats(gradient).slice(0, size) };
  };
  const alone = await first(1);
  for (const batch of [2, 4, 8, 16]) {
    assert.deepEqual(await first(batch), alone, `B = ${batch}`);
  }
}
