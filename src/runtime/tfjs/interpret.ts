import type { Tensor } from "@tensorflow/tfjs";
import { type Node, topologicalOrder, type Value } from "../../graph/mod.ts";
import { type Attributes, operations } from "./operations.ts";
import type { TensorFlow } from "./tensor_flow.ts";

/** The nodes some values need, in order, and when each value has been read for the last time. */
export interface Plan {
  readonly outputs: readonly Value[];
  readonly order: readonly Node[];
  /** Values to free after the node at the same place. */
  readonly spent: readonly (readonly Value[])[];
}

/**
 * Orders the nodes that `outputs` need.
 *
 * @throws TypeError where a kernel has no form in TensorFlow.js
 */
export function plan(outputs: readonly Value[]): Plan {
  const order = topologicalOrder(outputs);
  const lastRead = new Map<Value, number>();
  order.forEach(({ kernel, inputs, outputs: made }, at) => {
    if (!Object.hasOwn(operations, kernel.name)) {
      throw new TypeError(
        `Cannot run "${kernel.name}" on TensorFlow.js: it has no entry in operations.ts`,
      );
    }
    for (const value of made) lastRead.set(value, at);
    for (const value of inputs) if (value.origin.kind === "node") lastRead.set(value, at);
  });
  for (const value of outputs) lastRead.delete(value);
  const spent: Value[][] = order.map(() => []);
  for (const [value, at] of lastRead) spent[at].push(value);
  return { outputs, order, spent };
}

/** How a plan is run. */
export interface Interpretation {
  readonly tf: TensorFlow;
  /** The tensor of an input, a weight or a constant. */
  readonly given: (source: Value) => Tensor;
  /**
   * Whether tensors are freed as soon as nothing reads them. Not under TensorFlow.js's autodiff,
   * whose tape reads them later.
   */
  readonly free: boolean;
}

/** The tensors of the plan's outputs. To be called inside `tf.tidy`. */
export function interpret(
  { outputs, order, spent }: Plan,
  { tf, given, free }: Interpretation,
): Tensor[] {
  const known = new Map<Value, Tensor>();
  const read = (value: Value) => known.get(value) ?? given(value);
  order.forEach(({ kernel, inputs, attributes, outputs: made }, at) => {
    const operation = operations[kernel.name];
    const run = () => operation(tf, inputs.map(read), attributes as Attributes);
    const results = free ? tf.tidy(run) : run();
    made.forEach((value, i) => known.set(value, results[i]));
    if (!free) return;
    for (const value of spent[at]) {
      known.get(value)!.dispose();
      known.delete(value);
    }
  });
  return outputs.map(read);
}
