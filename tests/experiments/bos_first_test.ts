import assert from "node:assert/strict";
import { input, verify } from "../../src/graph/mod.ts";
import { bosFirst } from "../../src/experiments/bos_first.ts";
import { argMax, gatherRows, matMul } from "../../src/kernels/mod.ts";
import { causalPositions } from "../../src/models/mod.ts";
import { arrangements, fitGraph } from "../../src/proto/mod.ts";
import { int64, integers } from "../../src/runtime/mod.ts";
import { goldenModel, readGolden } from "../models/golden_checkpoint.ts";
import { engine } from "./tiny_run.ts";

for (const checkpoint of ["llama-gqa-tied", "gpt-neox"]) {
  Deno.test(`${checkpoint} after its first token says what PyTorch says from the second on`, async () => {
    const model = await goldenModel(checkpoint);
    for (const { ids, argmax } of (await readGolden(`${checkpoint}/golden`)).texts) {
      const [first, ...rest] = ids;
      const read = input("ids", [1, rest.length], "int64");
      const { hidden } = bosFirst(model, first).forward(
        gatherRows(model.embeddings, read),
        causalPositions(model.config, rest.length),
      );
      const prediction = argMax(matMul(hidden, model.head, { transposeB: true }));
      const graph = verify({ inputs: { ids: read }, outputs: { prediction } });
      await using program = await engine.compile(graph, { once: true });
      const said = await program.run({ ids: int64(rest, [1, rest.length]) });
      assert.deepEqual(integers(said.prediction), argmax.slice(1));
    }
  });
}

Deno.test("BOS takes one place of the context", async () => {
  const model = await goldenModel("llama-gqa-tied");
  const { context } = model.config;
  const fit = (tokens: number) =>
    fitGraph(bosFirst(model, 1), arrangements["[e][m]×(N−1)"], { batch: 1, tokens });
  fit(context - 1);
  assert.throws(() => fit(context), { name: "RangeError", message: /the model's context is 255/ });
});
