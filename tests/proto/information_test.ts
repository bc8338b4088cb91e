import assert from "node:assert/strict";
import { informationNats, teacherForcedGraph } from "../../src/proto/mod.ts";
import { onnxRuntimeEngine } from "../../src/runtime/mod.ts";
import { goldenModel, readGolden } from "../models/golden_checkpoint.ts";

const engine = onnxRuntimeEngine({ threads: 1 });

for (const checkpoint of ["llama-gqa-tied", "llama-untied-rope-scaled", "gpt-neox"]) {
  Deno.test(`informationNats() is the sum of PyTorch's losses, ${checkpoint}`, async () => {
    const model = await goldenModel(checkpoint);
    for (const { ids: [startId, ...ids], nextTokenLosses } of (await golden(checkpoint)).texts) {
      const graph = teacherForcedGraph(model, { batch: 1, tokens: ids.length });
      await using program = await engine.compile(graph);
      const got = await informationNats(ids, { program, startId });
      const want = nextTokenLosses.reduce((sum, nats) => sum + nats, 0);
      assert.ok(Math.abs(got - want) <= 1e-5 * want, `${got} nats, want ${want}`);
    }
  });
}

async function golden(checkpoint: string) {
  return await readGolden(`${checkpoint}/golden`);
}
