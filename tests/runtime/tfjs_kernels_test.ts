/** Every kernel on every backend of TensorFlow.js, against the float64 reference. */
import assert from "node:assert/strict";
import { evaluate, type Kernel } from "../../src/graph/mod.ts";
import { kernels } from "../../src/kernels/mod.ts";
import type { Engine, Tensor } from "../../src/runtime/engine.ts";
import { tfjsEngine } from "../../src/runtime/tfjs/mod.ts";
import { operations } from "../../src/runtime/tfjs/operations.ts";
import { assertAgrees } from "../kernels/agreement.ts";
import { caseGraph, denseFeeds } from "../kernels/case_graph.ts";
import { cases } from "../kernels/cases.ts";
import type { KernelCase } from "../kernels/kernel_case.ts";
import { backends } from "./tfjs_backends.ts";

Deno.test("every kernel has an operation, and every operation a kernel", () => {
  assert.deepEqual(Object.keys(operations).sort(), kernels.map(({ name }) => name).sort());
});

for (const backend of backends) {
  for (const kernel of kernels as readonly Kernel<unknown>[]) {
    Deno.test(`${kernel.name} on TensorFlow.js ${backend} agrees with its reference`, async () => {
      const engine = await tfjsEngine({ backend });
      for (const kernelCase of cases[kernel.name] ?? []) {
        await compare(kernel, { kernelCase, engine, what: `${kernel.name}, ${kernelCase.about}` });
      }
    });
  }
}

async function compare(
  kernel: Kernel<unknown>,
  { kernelCase, engine, what }: { kernelCase: KernelCase; engine: Engine; what: string },
): Promise<void> {
  const graph = caseGraph(kernel, kernelCase);
  const wanted = evaluate(graph, denseFeeds(kernelCase));
  await using program = await engine.compile(graph);
  const results = await program.run(
    Object.fromEntries(kernelCase.inputs.map((input, i) => [`x${i}`, input as Tensor])),
  );
  for (const [name, want] of Object.entries(wanted)) {
    assert.equal(results[name].dtype, graph.outputs[name].dtype, `${what}, ${name}: dtype`);
    const { tolerance } = kernel;
    assertAgrees(results[name], { want, tolerance, what: `${what}, ${name}` });
  }
}
