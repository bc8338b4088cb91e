import { constant, type Node, sizeOf, topologicalOrder, type Value } from "../graph/mod.ts";
import { add } from "../kernels/mod.ts";

/**
 * Gradients of the sum of `of`'s elements with respect to `withRespectTo`, as values of the same
 * graph: one walk from the outputs back, through nodes that lead to a wanted value and no others.
 *
 * @returns one gradient per wanted value, of its shape
 * @throws TypeError where a wanted value does not lead to `of`, or a kernel has no gradient
 */
export function gradients(of: Value, withRespectTo: readonly Value[]): Value[] {
  const order = topologicalOrder([of]);
  const leads = leadingTo(order, withRespectTo);
  const arrived = new Map<Value, Value>();
  const arrive = (value: Value, gradient: Value) => {
    const had = arrived.get(value);
    arrived.set(value, had === undefined ? gradient : add(had, gradient));
  };
  arrive(of, constant(new Float32Array(sizeOf(of.shape)).fill(1), of.shape));
  for (const node of order.reverse()) {
    const needed = node.inputs.map((value) => leads.has(value));
    const arriving = node.outputs.map((value) => arrived.get(value));
    if (!needed.includes(true) || arriving.every((gradient) => gradient === undefined)) continue;
    const { kernel, inputs, outputs, attributes } = node;
    if (kernel.gradient === undefined) {
      throw new TypeError(`Cannot differentiate "${kernel.name}": it has no gradient`);
    }
    const back = kernel.gradient({ inputs, outputs, attributes, arriving, needed });
    back.forEach((gradient, i) => {
      if (gradient !== undefined && needed[i]) arrive(inputs[i], gradient);
    });
  }
  return withRespectTo.map((value) => {
    const gradient = arrived.get(value);
    if (gradient === undefined) {
      throw new TypeError("Cannot differentiate: the result does not depend on a wanted value");
    }
    return gradient;
  });
}

/** Values computed from a wanted one, the wanted ones included. */
function leadingTo(order: readonly Node[], wanted: readonly Value[]): Set<Value> {
  const leads = new Set<Value>(wanted);
  for (const node of order) {
    if (node.inputs.some((value) => leads.has(value))) {
      for (const output of node.outputs) leads.add(output);
    }
  }
  return leads;
}
