import type { Node, Value } from "./value.ts";
import { showShape } from "./shape.ts";

/** A computation: named inputs fed on every run, named outputs read after it. */
export interface Graph {
  readonly inputs: Readonly<Record<string, Value>>;
  readonly outputs: Readonly<Record<string, Value>>;
}

/** Nodes that the given values depend on, each after the nodes it needs. Iterative: graphs are deep. */
export function topologicalOrder(values: Iterable<Value>): Node[] {
  const order: Node[] = [];
  const state = new Map<Node, "open" | "done">();
  const stack: Node[] = [];
  for (const value of values) if (value.origin.kind === "node") stack.push(value.origin);
  while (stack.length > 0) {
    const node = stack[stack.length - 1];
    const seen = state.get(node);
    if (seen === undefined) {
      state.set(node, "open");
      for (let i = node.inputs.length - 1; i >= 0; i--) {
        const origin = node.inputs[i].origin;
        if (origin.kind === "node" && !state.has(origin)) stack.push(origin);
      }
    } else {
      stack.pop();
      if (seen === "open") {
        state.set(node, "done");
        order.push(node);
      }
    }
  }
  return order;
}

/**
 * Checks what shape rules cannot: every input a node reads is declared, under its own name, once;
 * every declared input is read.
 *
 * @throws TypeError naming the node, so that a mistake is found where it was made.
 */
export function verify(graph: Graph): Graph {
  const declared = new Map<Value, string>();
  for (const [name, value] of Object.entries(graph.inputs)) {
    if (value.origin.kind !== "input" || value.origin.name !== name) {
      throw new TypeError(`Cannot use graph: input "${name}" is not an input value of that name`);
    }
    declared.set(value, name);
  }
  if (Object.keys(graph.outputs).length === 0) {
    throw new TypeError("Cannot use graph: it has no outputs");
  }
  const read = new Set<Value>(Object.values(graph.outputs));
  for (const node of topologicalOrder(Object.values(graph.outputs))) {
    for (const value of node.inputs) {
      read.add(value);
      if (value.origin.kind === "input" && !declared.has(value)) {
        throw new TypeError(
          `Cannot use graph: "${node.kernel.name}" reads input "${value.origin.name}" ` +
            `${showShape(value.shape)}, which is not declared`,
        );
      }
    }
  }
  for (const [value, name] of declared) {
    if (!read.has(value)) throw new TypeError(`Cannot use graph: input "${name}" is never read`);
  }
  return graph;
}
