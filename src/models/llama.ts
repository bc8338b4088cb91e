import type { Value } from "../graph/mod.ts";
import { add, concat, matMul, multiply, rmsNorm, silu, split } from "../kernels/mod.ts";
import { throughLayers } from "./_layer_stack.ts";
import { attend, splitHeads } from "./attention.ts";
import type { ModelConfig } from "./config.ts";
import type { LanguageModel, Positions, WeightLookup } from "./language_model.ts";

/**
 * Llama (Touvron et al. 2023): pre-normalised residual blocks of grouped-query attention with
 * rotary positions and a SwiGLU feed-forward.
 *
 *     x ─┬─ rmsNorm ─ q, k, v ─ rotary ─ attention ─ o ─ + ─┬─ rmsNorm ─ silu(gate)·up ─ down ─ + ─
 *        └──────────────────────────────────────────────┘  └──────────────────────────────────┘
 */
export function llama(config: ModelConfig, weights: WeightLookup): LanguageModel {
  const { width, layers, vocabulary } = config;
  const embeddings = weights("model.embed_tokens.weight", [vocabulary, width]);
  const head = config.tiedHead ? embeddings : weights("lm_head.weight", [vocabulary, width]);
  return {
    config,
    embeddings,
    head,
    forward(inputs, positions) {
      const { x, present } = throughLayers(inputs, layers, (x, at) => {
        const { output, ...kept } = attention(x, { config, weights, positions, ...at });
        const attended = add(x, output);
        const { layer } = at;
        return { ...kept, x: add(attended, feedForward(attended, { config, weights, layer })) };
      });
      const hidden = rmsNorm(x, weights("model.norm.weight", [width]), config.epsilon);
      return { hidden, present };
    },
  };
}

interface LayerContext {
  readonly config: ModelConfig;
  readonly weights: WeightLookup;
  readonly layer: number;
}

function attention(
  x: Value,
  context: LayerContext & { readonly positions: Positions; readonly batch: number },
) {
  const { config, weights, layer, batch } = context;
  const { width, heads, keyValueHeads, headWidth, epsilon } = config;
  const at = `model.layers.${layer}`;
  const normed = rmsNorm(x, weights(`${at}.input_layernorm.weight`, [width]), epsilon);
  const names = ["q_proj", "k_proj", "v_proj"].map((name) => `${at}.self_attn.${name}.weight`);
  const rows = [heads, keyValueHeads, keyValueHeads].map((count) => count * headWidth);
  const stack = weights.stacked(names, { rows, columns: width });
  const linear = (w: Value) => matMul(normed, w, { transposeB: true });
  const all = stack !== null
    ? linear(stack)
    : concat(names.map((name, i) => linear(weights(name, [rows[i], width]))), 1);
  const [queriesAndKeys, values] = split(
    splitHeads(all, { batch, heads: heads + 2 * keyValueHeads }),
    { axis: 1, sizes: [heads + keyValueHeads, keyValueHeads] },
  );
  const attended = attend({ queriesAndKeys, values }, context);
  const out = weights(`${at}.self_attn.o_proj.weight`, [width, heads * headWidth]);
  return { ...attended, output: matMul(attended.output, out, { transposeB: true }) };
}

function feedForward(x: Value, { config, weights, layer }: LayerContext): Value {
  const { width, feedForward, epsilon } = config;
  const at = `model.layers.${layer}`;
  const normed = rmsNorm(x, weights(`${at}.post_attention_layernorm.weight`, [width]), epsilon);
  const linear = (input: Value, name: string, shape: number[]) =>
    matMul(input, weights(`${at}.mlp.${name}.weight`, shape), { transposeB: true });
  const gate = silu(linear(normed, "gate_proj", [feedForward, width]));
  const up = linear(normed, "up_proj", [feedForward, width]);
  return linear(multiply(gate, up), "down_proj", [width, feedForward]);
}
