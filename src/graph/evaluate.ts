import { type Graph, topologicalOrder } from "./graph.ts";
import type { Dense, Value } from "./value.ts";

/**
 * Runs a graph through the kernels' float64 references. Slow and exact to about 1e-15: the measure
 * every engine is held to.
 *
 * @param feeds one array per input
 * @param weights reads a weight's elements; needed only where the graph has weights
 */
export function evaluate(
  graph: Graph,
  feeds: Readonly<Record<string, Dense>>,
  weights?: (value: Value) => Dense,
): Record<string, Dense> {
  const known = new Map<Value, Dense>();
  const read = (value: Value): Dense => {
    const had = known.get(value);
    if (had !== undefined) return had;
    const dense = given(value, feeds, weights);
    known.set(value, dense);
    return dense;
  };
  for (const node of topologicalOrder(Object.values(graph.outputs))) {
    const results = node.kernel.reference(node.inputs.map(read), node.attributes);
    node.outputs.forEach((value, i) => known.set(value, results[i]));
  }
  return Object.fromEntries(
    Object.entries(graph.outputs).map(([name, value]) => [name, read(value)]),
  );
}

function given(
  value: Value,
  feeds: Readonly<Record<string, Dense>>,
  weights?: (value: Value) => Dense,
): Dense {
  const origin = value.origin;
  if (origin.kind === "input" && feeds[origin.name] !== undefined) return feeds[origin.name];
  if (origin.kind === "constant") {
    return { shape: value.shape, data: Float64Array.from(origin.data, Number) };
  }
  if (origin.kind === "weight" && weights !== undefined) return weights(value);
  const what = origin.kind === "node" ? `output of "${origin.kernel.name}"` : origin.kind;
  const name = "name" in origin ? ` "${origin.name}"` : "";
  throw new TypeError(`Cannot evaluate graph: no data for ${what}${name}`);
}
