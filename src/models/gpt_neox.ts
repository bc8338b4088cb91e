import type { Value } from "../graph/mod.ts";
import { add, concat, gelu, layerNorm, linear, split } from "../kernels/mod.ts";
import { throughLayers } from "./_layer_stack.ts";
import { attend, splitHeads } from "./attention.ts";
import type { ModelConfig } from "./config.ts";
import type { LanguageModel, Positions, WeightLookup } from "./language_model.ts";

/**
 * GPT-NeoX (Black et al. 2022; Pythia): attention and feed-forward side by side on the same
 * residual stream, every layer biased, rotary positions on the first part of each head.
 *
 *        ┌─ layerNorm ─ query_key_value ─ rotary ─ attention ─ dense ─┐
 *     x ─┼─ layerNorm ─ dense_h_to_4h ─ gelu ─ dense_4h_to_h ─────────┼─ + ─
 *        └────────────────────────────────────────────────────────────┘
 */
export function gptNeox(config: ModelConfig, weights: WeightLookup): LanguageModel {
  const { width, layers, vocabulary } = config;
  const embeddings = weights("gpt_neox.embed_in.weight", [vocabulary, width]);
  const head = config.tiedHead ? embeddings : weights("embed_out.weight", [vocabulary, width]);
  return {
    config,
    embeddings,
    head,
    forward(inputs, positions) {
      const { x, present } = throughLayers(inputs, layers, (x, at) => {
        const parts = partsOf(config, { weights, at: `gpt_neox.layers.${at.layer}` });
        const { output, ...kept } = attention(x, { config, parts, positions, ...at });
        return { ...kept, x: add(x, add(output, feedForward(x, { config, parts }))) };
      });
      const { norm } = partsOf(config, { weights, at: "gpt_neox" });
      return { hidden: norm(x, "final_layer_norm"), present };
    },
  };
}

/** The two things a layer is made of, by their names in the weights. */
interface Parts {
  norm(x: Value, name: string): Value;
  /** x [M, K] → [M, columns]. */
  dense(x: Value, name: string, columns: number): Value;
}

function partsOf(
  { width, epsilon }: ModelConfig,
  { weights, at }: { weights: WeightLookup; at: string },
): Parts {
  const pair = (name: string, shape: readonly number[]) => ({
    w: weights(`${at}.${name}.weight`, shape),
    bias: weights(`${at}.${name}.bias`, [shape[0]]),
  });
  return {
    norm: (x, name) => layerNorm(x, { ...pair(name, [width]), epsilon }),
    dense: (x, name, columns) => linear(x, pair(name, [columns, x.shape[1]])),
  };
}

function attention(
  x: Value,
  { config, parts: { norm, dense }, positions, layer, batch }: {
    config: ModelConfig;
    parts: Parts;
    positions: Positions;
    layer: number;
    batch: number;
  },
) {
  const { width, heads } = config;
  // One product for all three; its columns are [H, 3, headWidth], each head's own three together.
  const fused = dense(norm(x, "input_layernorm"), "attention.query_key_value", 3 * width);
  const perHead = splitHeads(fused, { batch, heads });
  const [queries, keys, values] = split(perHead, { axis: 3, count: 3 });
  const queriesAndKeys = concat([queries, keys], 1);
  const attended = attend({ queriesAndKeys, values }, { config, positions, layer });
  return { ...attended, output: dense(attended.output, "attention.dense", width) };
}

function feedForward(
  x: Value,
  { config, parts: { norm, dense } }: { config: ModelConfig; parts: Parts },
): Value {
  const normed = norm(x, "post_attention_layernorm");
  const wide = gelu(dense(normed, "mlp.dense_h_to_4h", config.feedForward));
  return dense(wide, "mlp.dense_4h_to_h", config.width);
}
