import assert from "node:assert/strict";
import {
  arrangements,
  curvatureSamples,
  fitGraph,
  type FitTask,
  initialVectors,
  recipeNamed,
} from "../../src/proto/mod.ts";
import { stream } from "../../src/random/mod.ts";
import { float32, floats, int64, onnxRuntimeEngine } from "../../src/runtime/mod.ts";
import { goldenModel } from "../models/golden_checkpoint.ts";

const arrangement = arrangements["[e][m]×(N−1)"];
const width = 48;
const size = 2 * width;
const targets = [5, 17, 33];
const tokens = targets.length;

Deno.test("samples of curvature are the positions' gradients summed with signs, of length 1", async () => {
  const model = await goldenModel("llama-gqa-tied");
  const engine = onnxRuntimeEngine({ threads: 1 });
  await using watched = await engine.compile(
    fitGraph(model, arrangement, { batch: 1, tokens, watched: true }),
  );
  // Nothing moves, so that all samples are of one place.
  const recipe = { ...recipeNamed("open"), learningRate: 1e-12, maxSteps: 40, restart: null };
  const given = initialVectors(recipe, { seed: 9, index: 0, size });
  const task: FitTask = { id: "a", targets, seed: 9, index: 0, recipe };
  const signs = stream(1, "proto-init");
  const told: number[] = [];
  const { samples, passes } = await curvatureSamples([task], {
    ...{ watched, batch: 1, tokens, vectors: 2, width },
    uniform: () => signs.uniform(),
    onStep: (passes) => told.push(passes),
  });
  assert.equal(samples.length, 41 * size, "a sample a pass");
  assert.equal(passes, 82, "the fit's own passes count as well");
  assert.deepEqual(told, Array.from({ length: 41 }, (_, at) => 2 * (at + 1)));

  const gradients = await Promise.all(targets.map(async (_, position) => {
    const weights = new Float32Array(tokens);
    weights[position] = 1;
    const { gradient } = await watched.run({
      proto: float32(given, [1, 2, width]),
      targets: int64(targets, [1, tokens]),
      weights: float32(weights, [1, tokens]),
    });
    return floats(gradient).slice();
  }));
  const again = stream(1, "proto-init");
  for (let at = 0; at < 41; at++) {
    const sum = new Float64Array(size);
    for (const gradient of gradients) {
      const sign = again.uniform() < 0.5 ? -1 : 1;
      gradient.forEach((value, i) => sum[i] += sign * value);
    }
    const length = Math.hypot(...sum);
    const sample = samples.subarray(at * size, (at + 1) * size);
    sum.forEach((value, i) =>
      assert.ok(Math.abs(sample[i] - value / length) < 2e-5, `sample ${at}, component ${i}`)
    );
  }
});
