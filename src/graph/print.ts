import { type Graph, topologicalOrder } from "./graph.ts";
import { showShape } from "./shape.ts";
import type { Value } from "./value.ts";

/** The graph as text, one node a line: `%3 = matMul(x, weight w) {"transposeB":true} : [2, 4]`. */
export function print(graph: Graph): string {
  const names = new Map<Value, string>();
  const nameOf = (value: Value): string => {
    const origin = value.origin;
    if (origin.kind === "input") return origin.name;
    if (origin.kind === "weight") return `weight ${origin.name}`;
    if (origin.kind === "constant") return `constant ${showShape(value.shape)}`;
    return names.get(value) ?? "?";
  };
  const lines = Object.entries(graph.inputs).map(([name, value]) =>
    `input ${name} : ${value.dtype} ${showShape(value.shape)}`
  );
  let next = 0;
  for (const node of topologicalOrder(Object.values(graph.outputs))) {
    for (const value of node.outputs) names.set(value, `%${next++}`);
    const left = node.outputs.map(nameOf).join(", ");
    const shapes = node.outputs.map((value) => showShape(value.shape)).join(", ");
    const attributes = JSON.stringify(node.attributes ?? {});
    lines.push(
      `${left} = ${node.kernel.name}(${node.inputs.map(nameOf).join(", ")})` +
        `${attributes === "{}" ? "" : " " + attributes} : ${shapes}`,
    );
  }
  for (const [name, value] of Object.entries(graph.outputs)) {
    lines.push(`output ${name} = ${nameOf(value)} : ${showShape(value.shape)}`);
  }
  return lines.join("\n");
}
