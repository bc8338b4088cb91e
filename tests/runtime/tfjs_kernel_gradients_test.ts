/**
 * Every kernel's gradient rule against TensorFlow.js's own autodiff of the kernel's forward form.
 * The rule is evaluated in float64, the autodiff runs in float32.
 */
import assert from "node:assert/strict";
import { gradients } from "../../src/autodiff/mod.ts";
import { constant, evaluate, type Kernel, sizeOf, type Tolerance } from "../../src/graph/mod.ts";
import { add, kernels, multiply, reduceSum } from "../../src/kernels/mod.ts";
import { normals, stream } from "../../src/random/mod.ts";
import type { Tensor } from "../../src/runtime/engine.ts";
import type { TfjsBackend } from "../../src/runtime/tfjs/mod.ts";
import { assertAgrees } from "../kernels/agreement.ts";
import { caseGraph, denseFeeds } from "../kernels/case_graph.ts";
import { cases } from "../kernels/cases.ts";
import type { KernelCase } from "../kernels/kernel_case.ts";
import { backends } from "./tfjs_backends.ts";
import { tfjsGradients } from "./tfjs_autodiff.ts";

const tolerance: Tolerance = { absolute: 1e-5, relative: 2e-5 };

const differentiable = (kernels as readonly Kernel<unknown>[]).filter(({ gradient, name }) =>
  gradient !== undefined && name !== "gatherRows" // Its table is frozen: the rule says so.
);

for (const backend of backends) {
  for (const kernel of differentiable) {
    Deno.test(`${kernel.name}'s gradient agrees with TensorFlow.js autodiff on ${backend}`, async () => {
      let checked = 0;
      for (const one of cases[kernel.name]) checked += await compare(kernel, one, { backend });
      assert.ok(checked > 0, `no case of "${kernel.name}" has a trainable input`);
    });
  }
}

/** Compares the gradients of Σ c∘y with fixed random c; returns how many there were. */
async function compare(
  kernel: Kernel<unknown>,
  kernelCase: KernelCase,
  { backend }: { backend: TfjsBackend },
): Promise<number> {
  const floats = kernelCase.inputs.flatMap(({ dtype }, i) => dtype === "float32" ? [i] : []);
  const trainable = kernelCase.trainable ?? floats;
  if (trainable.length === 0) return 0;
  const graph = caseGraph(kernel, kernelCase);
  const wanted = trainable.map((i) => graph.inputs[`x${i}`]);
  // Outputs after the first serve gradient rules; only split hands out all of them.
  const outputs = Object.values(graph.outputs).slice(0, kernel.name === "split" ? undefined : 1);
  const objective = outputs.map((value, i) => {
    const weights = normals(stream(3, "tfjs-autodiff", i), sizeOf(value.shape));
    const weighted = multiply(value, constant(weights, value.shape));
    return reduceSum(weighted, value.shape.map((_, axis) => axis));
  }).reduce(add);
  const ours = evaluate({
    inputs: graph.inputs,
    outputs: Object.fromEntries(gradients(objective, wanted).map((value, i) => [`${i}`, value])),
  }, denseFeeds(kernelCase));
  const theirs = await tfjsGradients(objective, {
    wanted,
    backend,
    feeds: Object.fromEntries(kernelCase.inputs.map((input, i) => [`x${i}`, input as Tensor])),
  });
  theirs.gradients.forEach((want, i) =>
    assertAgrees(ours[i], {
      want,
      tolerance,
      what: `${kernel.name}, ${kernelCase.about}, towards input ${trainable[i]}`,
    })
  );
  return trainable.length;
}
