/**
 * Architectures as data, read from a Hugging Face style config.json and checked field by field:
 * what we do not compute is rejected by name rather than ignored.
 */

/** Frequency scaling of Llama 3.1 and later. */
export interface Llama3Scaling {
  readonly factor: number;
  readonly lowFrequencyFactor: number;
  readonly highFrequencyFactor: number;
  readonly originalContext: number;
}

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

type Json = Readonly<Record<string, unknown>>;

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
  only(json, "sliding_window", [null, undefined]);
  only(json, "partial_rotary_factor", [1, null, undefined]);
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
  const share = rope.share ?? positive(json, "rotary_pct", 0.25);
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

/** What would change every architecture's numbers. */
function onlyCommon(json: Json): void {
  only(json, "tie_word_embeddings", [true, false, undefined]);
  only(json, "quantization_config", [null, undefined]);
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

/** Both spellings: rope_theta with rope_scaling, and the newer rope_parameters holding all. */
function rotarySettings(
  json: Json,
): { base: number; share: number | null; scaling: Llama3Scaling | null } {
  const newer = json.rope_parameters as Json | undefined | null;
  const settings = newer ?? (json.rope_scaling as Json | undefined | null);
  const base = newer?.rope_theta !== undefined
    ? positive(newer, "rope_theta")
    : positive(json, "rope_theta", json.rotary_emb_base ?? 10000);
  const share = newer?.partial_rotary_factor === undefined
    ? null
    : positive(newer, "partial_rotary_factor");
  const type = settings?.rope_type ?? settings?.type ?? "default";
  if (settings === null || settings === undefined || type === "default") {
    return { base, share, scaling: null };
  }
  if (type !== "llama3") throw unsupported("rope_type", type, '"llama3" or "default"');
  const scaling = {
    factor: positive(settings, "factor"),
    lowFrequencyFactor: positive(settings, "low_freq_factor"),
    highFrequencyFactor: positive(settings, "high_freq_factor"),
    originalContext: count(settings, "original_max_position_embeddings"),
  };
  return { base, share, scaling };
}

function only(json: Json, field: string, allowed: readonly unknown[]): void {
  if (!allowed.includes(json[field])) {
    const supported = allowed.map((value) => JSON.stringify(value) ?? "absent");
    throw unsupported(field, json[field], supported.join(" or "));
  }
}

function unsupported(field: string, got: unknown, want: string): TypeError {
  const state = String(JSON.stringify(got));
  // The file is not ours: a refused value may be megabytes of anything.
  const short = state.length > 120 ? `${state.slice(0, 120)}…` : state;
  return new TypeError(`Cannot use config.json: "${field}" is ${short}, supported is ${want}`);
}

/** Largest count any real configuration comes near; above it a file is broken or hostile. */
const largestCount = 2 ** 24;

function count(json: Json, field: string, fallback?: unknown): number {
  const value = json[field] ?? fallback;
  if (typeof value !== "number" || !Number.isInteger(value) || value < 1 || value > largestCount) {
    throw unsupported(field, json[field], `a whole number from 1 to ${largestCount}`);
  }
  return value;
}

function positive(json: Json, field: string, fallback?: unknown): number {
  const value = json[field] ?? fallback;
  if (typeof value !== "number" || !(value > 0) || !Number.isFinite(value)) {
    throw unsupported(field, json[field], "a positive number");
  }
  return value;
}

function tokenId(json: Json, field: string): number | null {
  const value = json[field];
  if (value === undefined || value === null) return null;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
  throw unsupported(field, value, "a token id or null");
}
