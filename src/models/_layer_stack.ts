import type { Value } from "../graph/mod.ts";
import { reshape } from "../kernels/mod.ts";

/** What a layer makes of the residual stream. */
export interface LayerResult {
  /** [B·T, D], the stream after it. */
  readonly x: Value;
  readonly keys: Value;
  readonly values: Value;
}

/**
 * One layer after another over the residual stream: inputs [B, T, D] → the stream [B·T, D] after the
 * last, and the keys and values of each.
 */
export function throughLayers(
  inputs: Value,
  layers: number,
  layerOf: (x: Value, at: { readonly layer: number; readonly batch: number }) => LayerResult,
) {
  const [batch, places, width] = inputs.shape;
  const keys: Value[] = [];
  const values: Value[] = [];
  let x = reshape(inputs, [batch * places, width]);
  for (let layer = 0; layer < layers; layer++) {
    const result = layerOf(x, { layer, batch });
    x = result.x;
    keys.push(result.keys);
    values.push(result.values);
  }
  return { x, present: { keys, values } };
}
