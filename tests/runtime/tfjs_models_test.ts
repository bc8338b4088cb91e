/**
 * Whole models: TensorFlow.js's own autodiff of the forward graph against our gradient graph, run
 * by ONNX Runtime and by TensorFlow.js itself, and against PyTorch (fixtures/golden/README.md).
 */
import assert from "node:assert/strict";
import { type Graph } from "../../src/graph/mod.ts";
import { arrangementNamed, fitGraph } from "../../src/proto/mod.ts";
import { type Engine, float32, floats, int64, onnxRuntimeEngine } from "../../src/runtime/mod.ts";
import type { Tensor } from "../../src/runtime/engine.ts";
import { tfjsEngine } from "../../src/runtime/tfjs/mod.ts";
import { relativeDistance } from "../kernels/agreement.ts";
import { goldenModel, goldenTensors, protoRows, readGolden } from "../models/golden_checkpoint.ts";
import { tfjsGradients } from "./tfjs_autodiff.ts";
import { backends } from "./tfjs_backends.ts";

/** |Δ| / |want| of the whole gradient. PyTorch's float32 is itself 1e-6 from float64. */
const gradientTolerance = 5e-6;
/** Of the sum of two losses of about 5, nats. */
const lossTolerance = 5e-6;

for (const checkpoint of ["llama-gqa-tied", "llama-untied-rope-scaled", "gpt-neox"]) {
  for (const backend of backends) {
    Deno.test(`TensorFlow.js ${backend} autodiff of ${checkpoint} agrees with our gradient graph`, async () => {
      const { graph, feeds, torch } = await open(checkpoint);
      const theirs = await tfjsGradients(graph.outputs.loss, {
        wanted: [graph.inputs.proto],
        feeds,
        backend,
      });
      const gradient = Float32Array.from(theirs.gradients[0].data, Number);
      const runs = {
        "ONNX Runtime": await run(onnxRuntimeEngine({ threads: 1 }), { graph, feeds }),
        "TensorFlow.js": await run(await tfjsEngine({ backend }), { graph, feeds }),
        PyTorch: torch,
      };
      for (const [who, { loss, gradient: got }] of Object.entries(runs)) {
        const distance = relativeDistance(got, gradient);
        assert.ok(distance <= gradientTolerance, `${who}: gradient is ${distance} away`);
        const gap = Math.abs(loss - theirs.value);
        assert.ok(gap <= lossTolerance, `${who}: loss is ${gap} nats away`);
      }
    });
  }
}

async function open(checkpoint: string) {
  const model = await goldenModel(checkpoint);
  const { onePass: { tokens, texts, arrangement } } = await readGolden(`${checkpoint}/golden`);
  const tensor = await goldenTensors(`${checkpoint}/golden`);
  const batch = texts.length;
  const rows = async (e: string, m: string) => protoRows(await tensor(e), await tensor(m), batch);
  const start = await rows("onepass.e", "onepass.m");
  return {
    graph: fitGraph(model, arrangementNamed(arrangement), { batch, tokens }),
    feeds: {
      proto: float32(start, [batch, 2, model.config.width]),
      targets: int64(texts.flatMap(({ targets }) => targets), [batch, tokens]),
    },
    torch: {
      loss: texts.reduce((sum, { loss }) => sum + loss, 0),
      gradient: await rows("onepass.grad_e", "onepass.grad_m"),
    },
  };
}

async function run(
  engine: Engine,
  { graph, feeds }: { graph: Graph; feeds: Record<string, Tensor> },
) {
  await using program = await engine.compile(graph);
  const { loss, gradient } = await program.run(feeds);
  return { loss: floats(loss).reduce((sum, value) => sum + value, 0), gradient: floats(gradient) };
}
