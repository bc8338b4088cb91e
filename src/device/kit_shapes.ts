/** A model of random weights that is measured, and at which sizes. */
export interface KitShape {
  /** As results name it. */
  readonly model: string;
  /** As in Hugging Face's config.json. */
  readonly config: Readonly<Record<string, unknown>>;
  /** B and N of fit steps. */
  readonly steps: readonly { readonly batch: number; readonly tokens: number }[];
  /** N of one pass against greedy decoding. */
  readonly decoding: readonly number[];
}

/** What every shape's config.json says alike. */
const llama = {
  model_type: "llama",
  architectures: ["LlamaForCausalLM"],
  rms_norm_eps: 1e-5,
  hidden_act: "silu",
  attention_bias: false,
  mlp_bias: false,
  tie_word_embeddings: true,
  bos_token_id: 1,
  eos_token_id: 2,
} as const;

/** Shapes by the name that `--shapes` takes. Weights are random: a step's time does not see them. */
export const kitShapes = {
  "smollm2-135m": {
    model: "random weights, shape of smollm2-135m",
    config: {
      ...llama,
      hidden_size: 576,
      num_hidden_layers: 30,
      num_attention_heads: 9,
      num_key_value_heads: 3,
      intermediate_size: 1536,
      vocab_size: 49152,
      max_position_embeddings: 8192,
      rope_theta: 100000,
    },
    steps: sizes([1, 16], [1, 64], [8, 64], [32, 64]),
    decoding: [64],
  },
  "llama-3.2-1b": {
    model: "random weights, shape of llama-3.2-1b",
    config: {
      ...llama,
      hidden_size: 2048,
      num_hidden_layers: 16,
      num_attention_heads: 32,
      num_key_value_heads: 8,
      head_dim: 64,
      intermediate_size: 8192,
      vocab_size: 128256,
      max_position_embeddings: 131072,
      rope_theta: 500000,
      rope_scaling: {
        rope_type: "llama3",
        factor: 32,
        low_freq_factor: 1,
        high_freq_factor: 4,
        original_max_position_embeddings: 8192,
      },
    },
    steps: sizes([1, 16], [1, 64], [8, 64]),
    decoding: [64],
  },
  toy: {
    model: "random weights, toy shape",
    config: {
      ...llama,
      hidden_size: 64,
      num_hidden_layers: 1,
      num_attention_heads: 2,
      num_key_value_heads: 1,
      intermediate_size: 128,
      vocab_size: 256,
      max_position_embeddings: 128,
      rope_theta: 10000,
    },
    steps: sizes([1, 4], [2, 8]),
    decoding: [8],
  },
} as const satisfies Readonly<Record<string, KitShape>>;

export type KitShapeName = keyof typeof kitShapes;

function sizes(...pairs: readonly (readonly [batch: number, tokens: number])[]) {
  return pairs.map(([batch, tokens]) => ({ batch, tokens }));
}
