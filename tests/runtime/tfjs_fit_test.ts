/**
 * Whole fits on TensorFlow.js and on ONNX Runtime from the same start: the losses agree step by
 * step until rounding has grown through the optimiser (docs/tfjs.md says where), and the fits end
 * alike.
 */
import assert from "node:assert/strict";
import {
  arrangementNamed,
  fitAll,
  fitGraph,
  type FittedText,
  recipeNamed,
} from "../../src/proto/mod.ts";
import { type Engine, onnxRuntimeEngine } from "../../src/runtime/mod.ts";
import { tfjsEngine } from "../../src/runtime/tfjs/mod.ts";
import { goldenModel, readGolden } from "../models/golden_checkpoint.ts";
import { backends } from "./tfjs_backends.ts";

const tokens = 8;

/** Steps over which losses agree within the tolerance, nats; measured in docs/tfjs.md. */
const cases = [
  { checkpoint: "llama-gqa-tied", steps: 50, tolerance: 1e-5 },
  // One component of its first gradient is 5e-7, at float32's rounding: AdamW's first step
  // divides it by its own size, and the paths part by 1e-4 at once.
  { checkpoint: "gpt-neox", steps: 50, tolerance: 5e-3 },
];

for (const { checkpoint, steps, tolerance } of cases) {
  for (const backend of backends) {
    Deno.test(`a fit of ${checkpoint} on TensorFlow.js ${backend} goes as on ONNX Runtime`, async () => {
      const want = await fit(onnxRuntimeEngine({ threads: 1 }), checkpoint);
      const got = await fit(await tfjsEngine({ backend }), checkpoint);
      for (let step = 0; step < steps; step++) {
        const gap = Math.abs(got.losses[step] - want.losses[step]);
        assert.ok(gap <= tolerance, `losses at step ${step} differ by ${gap} nats`);
      }
      assert.equal(want.fitted.accuracy, 1);
      assert.equal(got.fitted.accuracy, 1);
    });
  }
}

async function fit(
  engine: Engine,
  checkpoint: string,
): Promise<{ losses: number[]; fitted: FittedText }> {
  const model = await goldenModel(checkpoint);
  const golden = await readGolden(`${checkpoint}/golden`);
  const graph = fitGraph(model, arrangementNamed("[e][m]x(N-1)"), { batch: 1, tokens });
  await using program = await engine.compile(graph);
  const recipe = { ...recipeNamed("open", { maxSteps: 300 }), restart: null };
  const targets = golden.texts[0].ids.slice(0, tokens);
  const losses: number[] = [];
  let fitted: FittedText | undefined;
  await fitAll([{ id: checkpoint, targets, seed: 1, index: 0, recipe }], {
    program,
    batch: 1,
    tokens,
    vectors: 2,
    width: model.config.width,
    onStep: ([{ state }]) => void losses.push(state.trajectory.samples.at(-1)!.lossNats),
    onFitted: (result) => void (fitted = result),
  });
  return { losses, fitted: fitted! };
}
