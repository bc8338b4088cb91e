import { constant, type Value } from "../graph/mod.ts";
import { matMul } from "../kernels/mod.ts";
import type { Arrangement } from "./arrangement.ts";

/** The proto-tokens [B, K, D] in their places: [B, T, D]. */
export function arranged(
  proto: Value,
  { arrangement, tokens }: { arrangement: Arrangement; tokens: number },
): Value {
  const { vectors } = arrangement;
  const order = arrangement.inputs(tokens);
  // Row t of the selection is the unit vector of the proto-token at t: the product is exact, and
  // its adjoint is the sum over every place a proto-token stands.
  const selection = new Float32Array(order.length * vectors);
  order.forEach((vector, at) => selection[at * vectors + vector] = 1);
  return matMul(constant(selection, [order.length, vectors]), proto);
}
