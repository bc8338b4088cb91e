import type { Tensor as TfTensor } from "@tensorflow/tfjs";
import type { Value } from "../../src/graph/mod.ts";
import type { Tensor } from "../../src/runtime/engine.ts";
import { interpret, plan } from "../../src/runtime/tfjs/interpret.ts";
import { loadTensorFlow } from "../../src/runtime/tfjs/load_tensor_flow.ts";
import type { TfjsBackend } from "../../src/runtime/tfjs/mod.ts";
import { weightTensors } from "../../src/runtime/tfjs/weight_tensors.ts";
import type { Numbers } from "../kernels/agreement.ts";

/** What TensorFlow.js finds: the sum of the objective's elements, and its gradients. */
export interface Differentiated {
  readonly value: number;
  readonly gradients: readonly Numbers[];
}

/**
 * Differentiates the sum of `objective`'s elements by TensorFlow.js's own tape. Only the forward
 * graph of `objective` is interpreted: no gradient rule of ours takes part.
 *
 * @param feeds data of every input, by name
 */
export async function tfjsGradients(
  objective: Value,
  { wanted, feeds, backend }: {
    wanted: readonly Value[];
    feeds: Readonly<Record<string, Tensor>>;
    backend: TfjsBackend;
  },
): Promise<Differentiated> {
  const { tf } = await loadTensorFlow({ backend, threads: 2 });
  const steps = plan([objective]);
  const weights = weightTensors(tf);
  const fixed = new Map<Value, TfTensor>();
  for (const value of steps.order.flatMap(({ inputs }) => inputs)) {
    if (wanted.includes(value) || fixed.has(value)) continue;
    const { origin } = value;
    if (origin.kind === "weight") fixed.set(value, await weights.hold(value));
    if (origin.kind === "constant") fixed.set(value, tensor(value, origin.data));
    if (origin.kind === "input") fixed.set(value, tensor(value, feeds[origin.name].data));
  }
  function tensor({ dtype, shape }: Value, data: Tensor["data"]): TfTensor {
    return tf.tensor(
      Array.from<number | bigint, number>(data, Number),
      [...shape],
      dtype === "int64" ? "int32" : dtype,
    );
  }
  const variables = wanted.map((value) => tensor(value, feeds[inputName(value)].data));
  const forward = (...variables: TfTensor[]) => {
    const given = (value: Value) => variables[wanted.indexOf(value)] ?? fixed.get(value)!;
    return tf.sum(interpret(steps, { tf, given, free: false })[0]);
  };
  const { value, grads } = tf.valueAndGrads(forward as Parameters<typeof tf.valueAndGrads>[0])(
    variables,
  );
  const result = {
    value: (await value.data())[0],
    gradients: await Promise.all(
      grads.map(async (gradient) => ({ shape: gradient.shape, data: await gradient.data() })),
    ),
  };
  tf.dispose([value, ...grads, ...variables, ...fixed.values()]);
  return result;
}

function inputName({ origin }: Value): string {
  if (origin.kind !== "input") throw new TypeError("Cannot differentiate: not an input");
  return origin.name;
}
