import type { Value } from "../graph/mod.ts";
import { add, concat, matMul, reshape, rotary, softmax, split, transpose } from "../kernels/mod.ts";
import type { ModelConfig } from "./config.ts";
import type { Positions } from "./language_model.ts";

/**
 * Splits a projection into heads: [B·N, heads·d] → [B, heads, N, d].
 */
export function splitHeads(
  x: Value,
  { batch, heads }: { batch: number; heads: number },
): Value {
  const tokens = x.shape[0] / batch;
  return transpose(reshape(x, [batch, tokens, heads, x.shape[1] / heads]), [0, 2, 1, 3]);
}

/** What attention works on, before positions turn it. */
export interface Heads {
  /** Queries, then keys: [B, H + KV, N, d]. */
  readonly queriesAndKeys: Value;
  /** [B, KV, N, d]. */
  readonly values: Value;
}

/** The keys and values to keep for later positions, and the attended [B·N, H·d]. */
export interface Attended {
  readonly output: Value;
  readonly keys: Value;
  readonly values: Value;
}

/**
 * Scaled dot-product attention with rotary positions, queries grouped over shared keys and values.
 *
 * The G = H/KV queries that share a key lie together as [B, KV, G·N, d], so that one product
 * serves them all and nothing is repeated forward or summed backward.
 */
export function attend(
  { queriesAndKeys, values }: Heads,
  { config, positions, layer }: { config: ModelConfig; positions: Positions; layer: number },
): Attended {
  const { heads, keyValueHeads, headWidth } = config;
  const [batch, , tokens] = queriesAndKeys.shape;
  const [queries, keys] = split(rotary(queriesAndKeys, positions), {
    axis: 1,
    sizes: [heads, keyValueHeads],
  });
  const past = positions.past;
  const allKeys = past ? concat([past.keys[layer], keys], 2) : keys;
  const allValues = past ? concat([past.values[layer], values], 2) : values;

  const grouped = [batch, keyValueHeads, (heads / keyValueHeads) * tokens, headWidth];
  const scores = matMul(reshape(queries, grouped), allKeys, {
    transposeB: true,
    scale: 1 / Math.sqrt(headWidth),
  });
  const weights = softmax(add(scores, positions.mask));
  positions.onAttention?.(layer, reshape(weights, [batch, heads, tokens, allKeys.shape[2]]));
  const mixed = reshape(matMul(weights, allValues), [batch, heads, tokens, headWidth]);
  const output = reshape(transpose(mixed, [0, 2, 1, 3]), [batch * tokens, heads * headWidth]);
  return { output, keys, values };
}
