/** Sweep 1: what ONNX Runtime computes, in both lowering styles, against the float64 reference. */
import assert from "node:assert/strict";
import { evaluate, type Kernel, lower } from "../../src/graph/mod.ts";
import { kernels } from "../../src/kernels/mod.ts";
import { onnxruntime } from "../../src/runtime/_quiet_onnxruntime.ts";
import { assertAgrees } from "./agreement.ts";
import { caseGraph, denseFeeds } from "./case_graph.ts";
import { cases } from "./cases.ts";
import type { KernelCase } from "./kernel_case.ts";

Deno.test("every kernel has cases, and every case a kernel", () => {
  assert.deepEqual(Object.keys(cases).sort(), kernels.map(({ name }) => name).sort());
  for (const [name, list] of Object.entries(cases)) {
    assert.ok(list.length > 0, `kernel "${name}" has no case`);
    assert.equal(new Set(list.map(({ about }) => about)).size, list.length, `"${name}": names`);
  }
});

for (const kernel of kernels as readonly Kernel<unknown>[]) {
  for (const style of ["plain", "tuned"] as const) {
    Deno.test(`${kernel.name}, lowered ${style}, agrees with its reference`, async () => {
      for (const kernelCase of cases[kernel.name] ?? []) await compare(kernel, kernelCase, style);
    });
  }
}

async function compare(
  kernel: Kernel<unknown>,
  kernelCase: KernelCase,
  style: "plain" | "tuned",
): Promise<void> {
  const graph = caseGraph(kernel, kernelCase);
  const wanted = evaluate(graph, denseFeeds(kernelCase));
  const { bytes } = lower(graph, { style });
  const session = await onnxruntime.InferenceSession.create(bytes, {
    intraOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  const feeds = kernelCase.inputs.map(({ dtype, data, shape }, i) => [
    `x${i}`,
    new onnxruntime.Tensor(dtype, data, shape),
  ]);
  const results = await session.run(Object.fromEntries(feeds));
  for (const [name, want] of Object.entries(wanted)) {
    const { dims, data, type } = results[name];
    const what = `${kernel.name}, ${kernelCase.about}, ${style}, ${name}`;
    assert.equal(type, graph.outputs[name].dtype, `${what}: dtype`);
    assertAgrees({ shape: dims, data: data as Float32Array | BigInt64Array }, {
      want,
      tolerance: kernel.tolerance,
      what,
    });
  }
  await session.release();
}
