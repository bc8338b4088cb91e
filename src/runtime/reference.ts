import { evaluate } from "../graph/mod.ts";
import type { Engine } from "./engine.ts";

/** The float64 reference as an engine: for tests and for arguments about who is right. */
export function referenceEngine(): Engine {
  return {
    name: "reference",
    device: "cpu",
    threads: 1,
    compile(graph) {
      return Promise.resolve({
        run(feeds) {
          const dense = Object.fromEntries(
            Object.entries(feeds).map(([name, { data, shape }]) => [
              name,
              { shape, data: Float64Array.from(data as Iterable<number | bigint>, Number) },
            ]),
          );
          const results = evaluate(graph, dense);
          return Promise.resolve(Object.fromEntries(
            Object.entries(results).map(([name, { shape, data }]) =>
              graph.outputs[name].dtype === "int64"
                ? [name, { dtype: "int64", shape, data: BigInt64Array.from(data, BigInt) }]
                : [name, { dtype: "float32", shape, data: Float32Array.from(data) }]
            ),
          ));
        },
        [Symbol.asyncDispose]: () => Promise.resolve(),
      });
    },
  };
}
