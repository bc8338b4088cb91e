/**
 * The default real model at N = 8 from PyTorch's start (fixtures/golden/smollm2_solution.json), on
 * ONNX Runtime and on TensorFlow.js natively, step by step. As a program it runs the whole fit and
 * prints the losses: `deno run -A tests/runtime/tfjs_real_fit.ts`.
 */
// deno-lint-ignore-file no-console -- a program's result goes to the console
import { ensureModel } from "../../src/models/load.ts";
import { openModel } from "../../src/models/mod.ts";
import { adamWState, adamWStep, arrangementNamed, fitGraph } from "../../src/proto/mod.ts";
import {
  type Engine,
  float32,
  floats,
  int64,
  integers,
  onnxRuntimeEngine,
} from "../../src/runtime/mod.ts";
import { tfjsEngine } from "../../src/runtime/tfjs/mod.ts";
import { goldenTensors } from "../models/golden_checkpoint.ts";

export const id = "smollm2-135m-instruct-q4_1";

interface Solution {
  readonly targets: readonly number[];
  readonly losses: readonly number[];
  readonly recipe: {
    readonly lr: number;
    readonly betas: readonly [number, number];
    readonly eps: number;
    readonly weight_decay: number;
  };
}

const golden = new URL("../../fixtures/golden/smollm2_solution.json", import.meta.url);

/** Losses before every step, up to `steps` steps or until all tokens are right; PyTorch's too. */
export async function realLosses({ steps }: { steps: number }) {
  const ready = await ensureModel(id);
  const model = await openModel(ready.weights, ready.config);
  const solution: Solution = JSON.parse(await Deno.readTextFile(golden));
  const { targets } = solution;
  const size = { batch: 1, tokens: targets.length };
  const graph = fitGraph(model, arrangementNamed("[e][m]x(N-1)"), size);
  const start = await (await goldenTensors("smollm2_start"))("proto");
  const fit = async (engine: Engine) => {
    await using program = await engine.compile(graph);
    const { lr, betas: [beta1, beta2], eps, weight_decay } = solution.recipe;
    const settings = { learningRate: lr, beta1, beta2, epsilon: eps, weightDecay: weight_decay };
    const proto = start.slice();
    const state = adamWState(proto.length);
    const losses: number[] = [];
    for (;;) {
      const { loss, prediction, gradient } = await program.run({
        proto: float32(proto, [1, 2, model.config.width]),
        targets: int64(targets, [1, targets.length]),
      });
      losses.push(floats(loss)[0]);
      const exact = integers(prediction).every((token, i) => token === targets[i]);
      if (exact || losses.length > steps) return { losses, exact };
      adamWStep(proto, floats(gradient), { state, settings });
    }
  };
  const tfjs = await tfjsEngine();
  return {
    notice: tfjs.notice,
    torch: solution.losses,
    onnxRuntime: await fit(onnxRuntimeEngine()),
    tfjs: await fit(tfjs),
  };
}

if (import.meta.main) {
  const { notice, torch, onnxRuntime, tfjs } = await realLosses({ steps: 200 });
  console.log(notice);
  console.log("step    PyTorch   ONNX Runtime  TensorFlow.js  |difference| of the last two");
  onnxRuntime.losses.forEach((loss, step) => {
    const other = tfjs.losses[step] ?? NaN;
    const cells = [torch[step] ?? NaN, loss, other].map((value) => value.toFixed(6).padStart(11));
    console.log(
      `${String(step).padStart(4)} ${cells.join("   ")}   ${
        Math.abs(loss - other).toExponential(1)
      }`,
    );
  });
  for (const [name, { losses, exact }] of Object.entries({ onnxRuntime, tfjs })) {
    console.log(`${name}: ${exact ? "exact" : "not exact"} after ${losses.length - 1} steps`);
  }
}
