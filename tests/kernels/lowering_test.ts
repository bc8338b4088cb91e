/**
 * Sweep 3: the ONNX form of every case, printed. A change shows as a difference in
 * lowering.snap.txt; write it anew with
 *
 *     ONEPASS_UPDATE_SNAPSHOTS=1 deno test -A tests/kernels/lowering_test.ts
 */
import assert from "node:assert/strict";
import { type Kernel, lower } from "../../src/graph/mod.ts";
import { kernels } from "../../src/kernels/mod.ts";
import {
  AttributeKind,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValueInfo,
} from "../../src/onnx/mod.ts";
import { caseGraph } from "./case_graph.ts";
import { cases } from "./cases.ts";

const snapshot = new URL("lowering.snap.txt", import.meta.url);

Deno.test("every kernel's ONNX form is the recorded one", async () => {
  const printed = (kernels as readonly Kernel<unknown>[]).map(printKernel).join("\n");
  if (Deno.env.get("ONEPASS_UPDATE_SNAPSHOTS") === "1") {
    await Deno.writeTextFile(snapshot, printed);
  }
  assert.equal(printed, await Deno.readTextFile(snapshot));
});

function printKernel(kernel: Kernel<unknown>): string {
  return (cases[kernel.name] ?? []).map((kernelCase) => {
    const graph = caseGraph(kernel, kernelCase);
    const [plain, tuned] = (["plain", "tuned"] as const).map((style) =>
      printModel(lower(graph, { style }).model)
    );
    const title = `${kernel.name}: ${kernelCase.about}`;
    return plain === tuned
      ? `${title}\n${plain}`
      : `${title}, plain\n${plain}\n${title}, tuned\n${tuned}`;
  }).join("\n");
}

function printModel({ graph }: OnnxModel): string {
  const constants = new Map(graph.initializer.map((tensor) => [tensor.name, printTensor(tensor)]));
  // The last nodes only give the outputs their names.
  const renamed = new Map(
    graph.node.filter(({ opType }) => opType === "Identity").map((node) => [
      node.input[0],
      node.output[0],
    ]),
  );
  const nameOf = (name: string) => constants.get(name) ?? renamed.get(name) ?? name;
  const lines = graph.node.filter(({ opType }) => opType !== "Identity").map((node) => {
    const operator = node.domain === "" ? node.opType : `${node.domain}.${node.opType}`;
    return `  ${node.output.map(nameOf).join(", ")} = ${operator}(` +
      `${node.input.map(nameOf).join(", ")})${printAttributes(node)}\n`;
  });
  return `  ${graph.input.map(printInfo).join(", ")} → ${
    graph.output.map(printInfo).join(", ")
  }\n` +
    lines.join("");
}

function printInfo({ name, type: { tensorType } }: OnnxValueInfo): string {
  const dims = tensorType.shape.dim.map(({ dimValue }) => dimValue);
  return `${name} ${tensorType.elemType === 1 ? "float" : "int64"} [${dims.join(", ")}]`;
}

function printTensor({ dataType, rawData, dims }: OnnxTensor): string {
  const { buffer } = rawData!.slice();
  const values = dataType === 1 ? new Float32Array(buffer) : new BigInt64Array(buffer);
  return dims.length === 0 ? String(values[0]) : `[${values.join(", ")}]`;
}

function printAttributes({ attribute }: OnnxNode): string {
  if (attribute.length === 0) return "";
  const shown = attribute.map(({ name, type, f, i, ints, s }) => {
    if (type === AttributeKind.float) return `${name} ${Number.isInteger(f) ? `${f}.0` : f}`;
    if (type === AttributeKind.string) return `${name} "${new TextDecoder().decode(s)}"`;
    return type === AttributeKind.int ? `${name} ${i}` : `${name} [${ints!.join(", ")}]`;
  });
  return ` {${shown.join(", ")}}`;
}
