/**
 * Architectures as data, read from a Hugging Face style config.json and checked field by field:
 * what we do not compute is rejected by name rather than ignored.
 */
import { count, type Json, only, positive, tokenId, unsupported } from "./config_fields.ts";
import { type Llama3Scaling, rotarySettings } from "./rotary_settings.ts";

/** What every architecture has. Letters: D, H, L, V as in the field. */
export interface ModelConfig {
  readonly architecture: "llama" | "gpt_neox";
  /** D, embedding width. */
  readonly width: number;
  /** L, number of layers. */
  readonly layers: number;
  /** H, query heads. */
  readonly heads: number;
  /** Key and value heads; H without grouping. */
  readonly keyValueHeads: number;
  readonly headWidth: number;
  readonly feedForward: number;
  /** V, size of the vocabulary. */
  readonly vocabulary: number;
  /** Longest sequence, in positions. */
  readonly context: number;
  readonly epsilon: number;
  /** Components of a head that turn; `headWidth` for Llama. */
  readonly rotaryWidth: number;
  readonly rotaryBase: number;
  readonly rotaryScaling: Llama3Scaling | null;
  /** Whether the output table is the embedding table. */
  readonly tiedHead: boolean;
  readonly bosId: number | null;
}

/**
 * Reads a config.json.
 *
 * @throws TypeError naming the field that is missing, malformed or not supported
 */
export function readConfig(json: Json): ModelConfig {
  const type = json.model_type;
  if (type === "llama") return readLlama(json);
  if (type === "gpt_neox") return readNeox(json);
  throw unsupported("model_type", type, '"llama" or "gpt_neox"');
}

function readLlama(json: Json): ModelConfig {
  onlyCommon(json);
  only(json, "hidden_act", ["silu"]);
  only(json, "attention_bias", [false, undefined]);
  only(json, "mlp_bias", [false, undefined]);
  only(json, "pretraining_tp", [1, undefined]);
  const heads = count(json, "num_attention_heads");
  const width = count(json, "hidden_size");
  const headWidth = (json.head_dim ?? null) === null ? width / heads : count(json, "head_dim");
  const rope = rotarySettings(json);
  if (rope.share !== null && rope.share !== 1) {
    throw unsupported("partial_rotary_factor", rope.share, "1 for llama");
  }
  return checked({
    architecture: "llama",
    width,
    layers: count(json, "num_hidden_layers"),
    heads,
    keyValueHeads: count(json, "num_key_value_heads", heads),
    headWidth,
    feedForward: count(json, "intermediate_size"),
    vocabulary: count(json, "vocab_size"),
    context: count(json, "max_position_embeddings"),
    epsilon: positive(json, "rms_norm_eps"),
    rotaryWidth: headWidth,
    rotaryBase: rope.base,
    rotaryScaling: rope.scaling,
    tiedHead: json.tie_word_embeddings === true,
    bosId: tokenId(json, "bos_token_id"),
  });
}

function readNeox(json: Json): ModelConfig {
  onlyCommon(json);
  only(json, "hidden_act", ["gelu"]);
  only(json, "use_parallel_residual", [true, undefined]);
  only(json, "attention_bias", [true, undefined]);
  const heads = count(json, "num_attention_heads");
  const width = count(json, "hidden_size");
  const rope = rotarySettings(json);
  if (rope.scaling !== null) throw unsupported("rope_scaling", rope.scaling, "none for gpt_neox");
  const share = rope.share ?? 0.25;
  return checked({
    architecture: "gpt_neox",
    width,
    layers: count(json, "num_hidden_layers"),
    heads,
    keyValueHeads: heads,
    headWidth: width / heads,
    feedForward: count(json, "intermediate_size"),
    vocabulary: count(json, "vocab_size"),
    context: count(json, "max_position_embeddings"),
    epsilon: positive(json, "layer_norm_eps"),
    rotaryWidth: Math.trunc((width / heads) * share),
    rotaryBase: rope.base,
    rotaryScaling: null,
    tiedHead: json.tie_word_embeddings === true,
    bosId: tokenId(json, "bos_token_id"),
  });
}

/**
 * What models of these types have been given beside the fields above, and the values with which it
 * changes nothing. None of it is computed here.
 */
const neutral: Readonly<Record<string, readonly unknown[]>> = {
  quantization_config: [null],
  sliding_window: [null],
  use_sliding_window: [false, null],
  attention_chunk_size: [null],
  attn_logit_softcapping: [null],
  final_logit_softcapping: [null],
  logit_scale: [1, null],
  logits_scaling: [1, null],
  embedding_multiplier: [1, null],
  residual_multiplier: [1, null],
  attention_multiplier: [null],
  query_pre_attn_scalar: [null],
  clip_qkv: [null],
  num_experts: [0, null],
  num_local_experts: [0, null],
  n_routed_experts: [0, null],
  use_qk_norm: [false, null],
  qk_layernorm: [false, null],
  alibi: [false, null],
  rope_interleaved: [false, null],
  no_rope_layers: [null],
  no_rope_layer_interval: [null],
  is_encoder_decoder: [false, null],
  add_cross_attention: [false, null],
};

/** What would change every architecture's numbers. */
function onlyCommon(json: Json): void {
  only(json, "tie_word_embeddings", [true, false, undefined]);
  for (const [field, values] of Object.entries(neutral)) only(json, field, [...values, undefined]);
  const types = json.layer_types ?? [];
  if (!Array.isArray(types) || types.some((type) => type !== "full_attention")) {
    throw unsupported("layer_types", types, '"full_attention" for every layer');
  }
}

function checked(config: ModelConfig): ModelConfig {
  const { width, heads, keyValueHeads, headWidth, rotaryWidth } = config;
  const wrong = (what: string) => {
    throw new RangeError(`Cannot use config.json: ${what}`);
  };
  if (!Number.isInteger(headWidth)) wrong(`hidden_size ${width} is no multiple of ${heads} heads`);
  if (heads % keyValueHeads !== 0) {
    wrong(`${heads} heads cannot share ${keyValueHeads} key-value heads evenly`);
  }
  if (rotaryWidth < 2 || rotaryWidth > headWidth || rotaryWidth % 2 !== 0) {
    wrong(
      `rotary embedding of ${rotaryWidth} components per head, want an even number from 2 to ` +
        `${headWidth}`,
    );
  }
  return config;
}
