import assert from "node:assert/strict";
import { embeddingDeviation } from "../../src/models/mod.ts";
import { checkpoints, goldenExperiments } from "../proto/golden_experiments.ts";
import { goldenModel } from "./golden_checkpoint.ts";

for (const checkpoint of checkpoints) {
  Deno.test(`embeddingDeviation() is PyTorch's, ${checkpoint}`, async () => {
    const { golden: { embeddingDeviation: want } } = await goldenExperiments(checkpoint);
    const got = await embeddingDeviation(await goldenModel(checkpoint));
    assert.ok(Math.abs(got - want) <= 1e-12 * want, `${got}, want ${want}`);
  });
}
