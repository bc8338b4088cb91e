import { type Graph, input, topologicalOrder, type Value, verify } from "../graph/mod.ts";
import { matMul } from "../kernels/mod.ts";

/** One product of activations with a frozen matrix, as a graph does it. */
interface WeightProduct {
  readonly activations: readonly [rows: number, columns: number];
  readonly weight: Value;
  readonly transposeB: boolean;
}

/** A graph of another's products with frozen matrices and nothing else. */
export interface ProductsGraph {
  readonly graph: Graph;
  readonly products: number;
  /** Multiplications and additions of one run. */
  readonly flops: number;
}

/**
 * What is left of a graph when everything but its products with frozen matrices is taken out: the
 * floor under its time, on this engine. The products keep their order, shapes and weights. Each
 * takes the freshest result of its input's shape that nobody took yet, or the input `x{columns}`
 * [rows, columns]; results nobody took are outputs, so that no product is optimised away.
 */
export function productsGraph(graph: Graph): ProductsGraph {
  const products = weightProducts(graph);
  const inputs = new Map<string, Value>();
  const free = new Map<string, Value[]>();
  let flops = 0;
  for (const { activations, weight, transposeB } of products) {
    const name = `x${activations[1]}`;
    let from = free.get(name)?.pop() ?? inputs.get(name);
    if (from === undefined) inputs.set(name, from = input(name, activations));
    const result = matMul(from, weight, { transposeB });
    const to = `x${result.shape[1]}`;
    free.set(to, [...(free.get(to) ?? []), result]);
    flops += 2 * activations[0] * weight.shape[0] * weight.shape[1];
  }
  const outputs = [...free.values()].flat().map((value, at) => [`y${at}`, value] as const);
  return {
    graph: verify({ inputs: Object.fromEntries(inputs), outputs: Object.fromEntries(outputs) }),
    products: products.length,
    flops,
  };
}

/** Kernels that hold a product of their first input with their second, a matrix. */
const transposedHead = new Map([
  ["vocabularyCrossEntropy", true],
  ["vocabularyCrossEntropyGradient", false],
]);

function weightProducts({ outputs }: Graph): WeightProduct[] {
  return topologicalOrder(Object.values(outputs)).flatMap(({ kernel, inputs, attributes }) => {
    const [from, weight] = inputs;
    if (weight?.origin.kind !== "weight" || from.shape.length !== 2) return [];
    const head = transposedHead.get(kernel.name);
    const linear = kernel.name === "matMul" || kernel.name === "linear";
    if (head === undefined && !linear) return [];
    // Of `linear`, only the forward product; its gradient is a matMul of its own.
    const { transposeB = true } = (attributes ?? {}) as { readonly transposeB?: boolean };
    const [rows, columns] = from.shape;
    return [{ activations: [rows, columns] as const, weight, transposeB: head ?? transposeB }];
  });
}
