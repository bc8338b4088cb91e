import { apply, type Dense, type Graph, input, type Kernel } from "../../src/graph/mod.ts";
import type { KernelCase } from "./kernel_case.ts";

/** A case as a graph: inputs x0, x1, …, outputs y0, y1, …. */
export function caseGraph(kernel: Kernel<unknown>, { inputs, attributes }: KernelCase): Graph {
  const values = inputs.map(({ shape, dtype }, i) => input(`x${i}`, shape, dtype));
  const outputs = apply(kernel, values, attributes ?? {});
  return {
    inputs: Object.fromEntries(values.map((value, i) => [`x${i}`, value])),
    outputs: Object.fromEntries(outputs.map((value, i) => [`y${i}`, value])),
  };
}

/** The case's inputs as the float64 reference takes them. */
export function denseFeeds({ inputs }: KernelCase): Record<string, Dense> {
  return Object.fromEntries(inputs.map(({ shape, data }, i) => [
    `x${i}`,
    { shape, data: Float64Array.from(data as Iterable<number | bigint>, Number) },
  ]));
}
