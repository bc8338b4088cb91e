/** Sweep 2: every kernel's gradient against central differences of its reference, in float64. */
import assert from "node:assert/strict";
import { gradients } from "../../src/autodiff/mod.ts";
import { constant, type Dense, evaluate, type Kernel, sizeOf } from "../../src/graph/mod.ts";
import { kernels, multiply } from "../../src/kernels/mod.ts";
import { normals, stream } from "../../src/random/mod.ts";
import { assertAgrees } from "./agreement.ts";
import { caseGraph, denseFeeds } from "./case_graph.ts";
import { cases } from "./cases.ts";
import type { KernelCase } from "./kernel_case.ts";

const tolerance = { absolute: 1e-7, relative: 1e-6 };

/** Of values nobody differentiates, and the adjoints, as nothing needs a second derivative. */
const withoutGradient = [
  "argMax",
  "geluGradient",
  "layerNormGradient",
  "rmsNormGradient",
  "siluGradient",
  "softmaxGradient",
  "vocabularyCrossEntropyGradient",
];
/** Their tables are frozen: the rule exists to say so. */
const refusing = ["gatherRows"];

Deno.test("the kernels without a gradient are the known ones", () => {
  const lacking = kernels.filter(({ gradient }) => gradient === undefined);
  assert.deepEqual(lacking.map(({ name }) => name), withoutGradient);
});

for (const kernel of kernels as readonly Kernel<unknown>[]) {
  if (withoutGradient.includes(kernel.name) || refusing.includes(kernel.name)) continue;
  Deno.test(`${kernel.name}'s gradient agrees with central differences`, () => {
    let checked = 0;
    for (const kernelCase of cases[kernel.name] ?? []) checked += compare(kernel, kernelCase);
    assert.ok(checked > 0, `no case of "${kernel.name}" has a trainable input`);
  });
}

/** Checks the gradient of Σ c∘y with fixed random c; returns how many inputs were checked. */
function compare(kernel: Kernel<unknown>, kernelCase: KernelCase): number {
  const floats = kernelCase.inputs.flatMap(({ dtype }, i) => dtype === "float32" ? [i] : []);
  const trainable = kernelCase.trainable ?? floats;
  if (trainable.length === 0) return 0;
  const graph = caseGraph(kernel, kernelCase);
  const feeds = denseFeeds(kernelCase);
  // Outputs after the first serve gradient rules; only split hands out all of them.
  const outputs = Object.entries(graph.outputs).slice(0, kernel.name === "split" ? undefined : 1);
  const weights = outputs.map(([, { shape }], i) =>
    normals(stream(2, "central-differences", i), sizeOf(shape))
  );
  const terms = outputs.map(([, value], i) => multiply(value, constant(weights[i], value.shape)));
  const wanted = trainable.map((i) => graph.inputs[`x${i}`]);
  const got = evaluate({
    inputs: graph.inputs,
    outputs: Object.fromEntries(
      terms.flatMap((term, t) =>
        gradients(term, wanted).map((value, i) => [`term ${t}, x${trainable[i]}`, value])
      ),
    ),
  }, feeds);
  for (const i of trainable) {
    const x = feeds[`x${i}`];
    const objective = () => {
      const results = evaluate(graph, feeds);
      return outputs.reduce((sum, [name], o) => sum + dot(results[name], weights[o]), 0);
    };
    const parts = terms.map((_, t) => got[`term ${t}, x${i}`].data);
    const whole = x.data.map((_, at) => parts.reduce((sum, part) => sum + part[at], 0));
    assertAgrees({ shape: got[`term 0, x${i}`].shape, data: whole }, {
      want: { shape: x.shape, data: centralDifferences(x, objective) },
      tolerance,
      what: `${kernel.name}, ${kernelCase.about}, towards input ${i}`,
    });
  }
  return trainable.length;
}

/** (f(x + h) − f(x − h)) / 2h for every element, moved in place and put back. */
function centralDifferences({ data }: Dense, objective: () => number): Float64Array {
  return data.map((value, at) => {
    const h = 1e-5 * Math.max(1, Math.abs(value));
    if (!Number.isFinite(value)) return 0;
    data[at] = value + h;
    const above = objective();
    data[at] = value - h;
    const below = objective();
    data[at] = value;
    return (above - below) / (2 * h);
  });
}

function dot({ data }: Dense, weights: Float32Array): number {
  return data.reduce((sum, value, i) => sum + value * weights[i], 0);
}
