/**
 * What a GGUF file of a Llama-type model calls things, in Hugging Face's terms: the configuration,
 * the tokenizer's data, the tensor names and their order of rows.
 *
 * @module
 */
import { shown } from "./_shown.ts";
import type { GgufFile, GgufScalar, GgufTensor, GgufValue } from "./gguf.ts";

type Metadata = ReadonlyMap<string, GgufValue>;

/** The fields of a `config.json` for LlamaForCausalLM that a GGUF file determines. */
export interface LlamaGgufConfig {
  readonly architectures: readonly ["LlamaForCausalLM"];
  readonly model_type: "llama";
  readonly hidden_size: number;
  readonly intermediate_size: number;
  readonly num_hidden_layers: number;
  readonly num_attention_heads: number;
  readonly num_key_value_heads: number;
  readonly head_dim: number;
  readonly rms_norm_eps: number;
  readonly rope_theta: number;
  readonly rope_scaling: null;
  readonly vocab_size: number;
  readonly max_position_embeddings: number;
  readonly tie_word_embeddings: boolean;
  readonly bos_token_id: number | null;
  readonly eos_token_id: number | null;
  readonly hidden_act: "silu";
}

/** What a byte-level BPE tokenizer is built from. `merges` are "left right", first merged first. */
export interface TokenizerData {
  readonly tokens: readonly string[];
  readonly merges: readonly string[];
  /** llama.cpp's token types: 1 normal, 3 control, 4 user defined, 6 byte. */
  readonly tokenTypes: readonly number[];
  /** Name of the pre-tokenizer, for example "smollm". */
  readonly pre: string;
  readonly bosId: number | null;
  readonly eosId: number | null;
  readonly addBos: boolean;
}

/** Fields of the architecture that are read. */
const read = [
  "vocab_size",
  "context_length",
  "embedding_length",
  "block_count",
  "feed_forward_length",
  "attention.head_count",
  "attention.head_count_kv",
  "attention.key_length",
  "attention.value_length",
  "attention.layer_norm_rms_epsilon",
  "rope.freq_base",
  "rope.dimension_count",
];

/**
 * Fields that llama.cpp writes beside those, and the values with which they change nothing: by its
 * convention 0 is "not set". A factor without a type scales linearly there.
 */
const neutral: Readonly<Record<string, readonly GgufScalar[]>> = {
  "rope.scaling.type": ["none"],
  "rope.scaling.factor": [0, 1],
  "rope.scale_linear": [0, 1],
  "rope.scaling.attn_factor": [0, 1],
  "rope.scaling.finetuned": [false],
  "attention.scale": [0],
  "attention.clamp_kqv": [0],
  "attention.max_alibi_bias": [0],
  "attention.sliding_window": [0],
  "attention.causal": [true],
  "attn_logit_softcapping": [0],
  "final_logit_softcapping": [0],
  "logit_scale": [0, 1],
  "residual_scale": [0, 1],
  "embedding_scale": [0, 1],
  "expert_count": [0],
  "expert_used_count": [0],
  "use_parallel_residual": [false],
  // Neighbours rotate together, which is how the rows are taken here.
  "tensor_data_layout": ["Meta AI original pth"],
};

/** Refuses what is not computed here, and what is not known: it may change the numbers. */
function onlyNeutral(metadata: Metadata): void {
  for (const [key, value] of metadata) {
    if (!key.startsWith("llama.")) continue;
    const field = key.slice("llama.".length);
    if (read.includes(field)) continue;
    const values = Object.hasOwn(neutral, field) ? neutral[field] : undefined;
    if (values === undefined) throw unsupported(key, value, "which is not known here");
    if (values.includes(value as GgufScalar)) continue;
    throw unsupported(key, value, `supported is ${values.join(" or ")}`);
  }
}

function unsupported(key: string, value: GgufValue, want: string): SyntaxError {
  const state = Array.isArray(value) ? `an array of ${value.length}` : shown(String(value));
  return new SyntaxError(`Cannot use this GGUF model: ${shown(key)} is ${state}, ${want}`);
}

/**
 * The model's configuration.
 *
 * @throws {SyntaxError} when a field is missing or malformed, or asks for what is not supported
 */
export function configFromGguf({ metadata, tensors }: GgufFile): LlamaGgufConfig {
  const architecture = text(metadata, "general.architecture");
  if (architecture !== "llama") {
    throw new SyntaxError(
      `Cannot use this GGUF model: general.architecture is "${shown(architecture)}", ` +
        `"llama" is needed`,
    );
  }
  onlyNeutral(metadata);
  if (tensors.has("rope_freqs.weight")) {
    throw new SyntaxError(
      `Cannot use this GGUF model: it scales its rotary frequencies (rope_freqs.weight), which is ` +
        `supported for .safetensors models only`,
    );
  }
  const count = (key: string) => positiveInteger(metadata, key);
  const hidden = count("llama.embedding_length");
  const heads = count("llama.attention.head_count");
  const keyValueHeads = metadata.has("llama.attention.head_count_kv")
    ? count("llama.attention.head_count_kv")
    : heads;
  const headDim = metadata.has("llama.attention.key_length")
    ? count("llama.attention.key_length")
    : hidden / heads;
  const embedding = tensors.get("token_embd.weight");
  if (!embedding) {
    throw new SyntaxError(`Cannot use this GGUF model: it has no tensor "token_embd.weight"`);
  }
  if (!Number.isInteger(headDim) || headDim % 2 !== 0 || heads % keyValueHeads !== 0) {
    throw new SyntaxError(
      `Cannot use this GGUF model: ${heads} heads over ${hidden} components with ` +
        `${keyValueHeads} key-value heads do not divide evenly`,
    );
  }
  for (const key of ["llama.rope.dimension_count", "llama.attention.value_length"]) {
    const width = metadata.get(key) ?? headDim;
    if (width !== headDim) {
      throw unsupported(key, width, `the head's ${headDim} is needed`);
    }
  }
  const vocabulary = metadata.get("llama.vocab_size") ?? embedding.shape[0];
  if (vocabulary !== embedding.shape[0]) {
    throw unsupported(
      "llama.vocab_size",
      vocabulary,
      `the embedding's ${embedding.shape[0]} rows are needed`,
    );
  }
  return {
    architectures: ["LlamaForCausalLM"],
    model_type: "llama",
    hidden_size: hidden,
    intermediate_size: count("llama.feed_forward_length"),
    num_hidden_layers: count("llama.block_count"),
    num_attention_heads: heads,
    num_key_value_heads: keyValueHeads,
    head_dim: headDim,
    rms_norm_eps: positive(metadata, "llama.attention.layer_norm_rms_epsilon"),
    rope_theta: metadata.has("llama.rope.freq_base")
      ? positive(metadata, "llama.rope.freq_base")
      : 10000,
    rope_scaling: null,
    vocab_size: embedding.shape[0],
    max_position_embeddings: count("llama.context_length"),
    tie_word_embeddings: !tensors.has("output.weight"),
    bos_token_id: tokenId(metadata, "tokenizer.ggml.bos_token_id"),
    eos_token_id: tokenId(metadata, "tokenizer.ggml.eos_token_id"),
    hidden_act: "silu",
  };
}

/**
 * The tokenizer's vocabulary and merges.
 *
 * @throws {SyntaxError} when it is no byte-level BPE, or a field is missing or malformed
 */
export function tokenizerDataFromGguf({ metadata }: Pick<GgufFile, "metadata">): TokenizerData {
  const kind = text(metadata, "tokenizer.ggml.model");
  if (kind !== "gpt2") {
    throw new SyntaxError(
      `Cannot use this GGUF tokenizer: tokenizer.ggml.model is "${shown(kind)}", "gpt2" ` +
        `(byte-level BPE) is needed`,
    );
  }
  const tokens = list(metadata, "tokenizer.ggml.tokens", (v) => typeof v === "string");
  const tokenTypes = list(metadata, "tokenizer.ggml.token_type", Number.isInteger);
  if (tokenTypes.length !== tokens.length) {
    throw new SyntaxError(
      `Cannot use this GGUF tokenizer: ${tokens.length} tokens but ${tokenTypes.length} types`,
    );
  }
  const data: TokenizerData = {
    tokens: tokens as string[],
    merges: list(
      metadata,
      "tokenizer.ggml.merges",
      (v) => typeof v === "string" && v.indexOf(" ", 1) > 0,
    ) as string[],
    tokenTypes: tokenTypes as number[],
    pre: text(metadata, "tokenizer.ggml.pre"),
    bosId: tokenId(metadata, "tokenizer.ggml.bos_token_id"),
    eosId: tokenId(metadata, "tokenizer.ggml.eos_token_id"),
    addBos: metadata.get("tokenizer.ggml.add_bos_token") === true,
  };
  for (const id of [data.bosId, data.eosId]) {
    if (id !== null && id >= data.tokens.length) {
      throw new SyntaxError(
        `Cannot use this GGUF tokenizer: special token ${id}, there are ${data.tokens.length}`,
      );
    }
  }
  return data;
}

/** A tensor of the output: its Hugging Face name, and the one in the GGUF file. */
export interface RenamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly source: GgufTensor;
  /**
   * Set for q_proj and k_proj: the file has the rows of each head as [hd/2, 2] pairs, as llama.cpp
   * rotates neighbours; Hugging Face's models rotate halves, so they want [2, hd/2].
   */
  readonly headDim?: number;
}

/**
 * Every tensor of the model under its Hugging Face name, in the order they are to be written:
 * those a layer multiplies one input with lie side by side (q, k, v; gate, up).
 *
 * @throws {SyntaxError} when one is missing, left over, or of another shape than the config says
 */
export function renameTensors(
  { tensors }: GgufFile,
  config: LlamaGgufConfig,
): readonly RenamedTensor[] {
  const { hidden_size: hidden, head_dim: headDim, intermediate_size: inner } = config;
  const queries = config.num_attention_heads * headDim;
  const keys = config.num_key_value_heads * headDim;
  const wanted: [name: string, source: string, shape: number[], headDim?: number][] = [
    ["model.embed_tokens.weight", "token_embd.weight", [config.vocab_size, hidden]],
  ];
  for (let i = 0; i < config.num_hidden_layers; i++) {
    // The count comes from the file: stop at the first layer it does not have.
    if (!tensors.has(`blk.${i}.attn_norm.weight`)) {
      throw new SyntaxError(`Cannot use this GGUF model: no tensor "blk.${i}.attn_norm.weight"`);
    }
    const [to, from] = [`model.layers.${i}`, `blk.${i}`];
    wanted.push(
      [`${to}.input_layernorm.weight`, `${from}.attn_norm.weight`, [hidden]],
      [`${to}.self_attn.q_proj.weight`, `${from}.attn_q.weight`, [queries, hidden], headDim],
      [`${to}.self_attn.k_proj.weight`, `${from}.attn_k.weight`, [keys, hidden], headDim],
      [`${to}.self_attn.v_proj.weight`, `${from}.attn_v.weight`, [keys, hidden]],
      [`${to}.self_attn.o_proj.weight`, `${from}.attn_output.weight`, [hidden, queries]],
      [`${to}.post_attention_layernorm.weight`, `${from}.ffn_norm.weight`, [hidden]],
      [`${to}.mlp.gate_proj.weight`, `${from}.ffn_gate.weight`, [inner, hidden]],
      [`${to}.mlp.up_proj.weight`, `${from}.ffn_up.weight`, [inner, hidden]],
      [`${to}.mlp.down_proj.weight`, `${from}.ffn_down.weight`, [hidden, inner]],
    );
  }
  wanted.push(["model.norm.weight", "output_norm.weight", [hidden]]);
  if (!config.tie_word_embeddings) {
    wanted.push(["lm_head.weight", "output.weight", [config.vocab_size, hidden]]);
  }
  const used = new Set(wanted.map(([, from]) => from));
  for (const name of tensors.keys()) {
    if (!used.has(name)) {
      throw new SyntaxError(
        `Cannot use this GGUF model: tensor "${shown(name)}" has no place in a Llama model`,
      );
    }
  }
  return wanted.map(([name, from, shape, headDim]) => {
    const source = tensors.get(from);
    if (!source || source.shape.join() !== shape.join()) {
      throw new SyntaxError(
        `Cannot use this GGUF model: tensor "${from}" is ${
          source ? `[${source.shape.join(", ")}]` : "missing"
        }, [${shape.join(", ")}] is needed`,
      );
    }
    return { name, shape, source, headDim };
  });
}

function malformed(key: string, value: GgufValue | undefined, wanted: string): SyntaxError {
  const state = value === undefined ? "missing" : Array.isArray(value) ? "an array" : String(value);
  return new SyntaxError(
    `Cannot use this GGUF file: metadata "${key}" is ${shown(state)}, ${wanted} is needed`,
  );
}

function text(metadata: Metadata, key: string): string {
  const value = metadata.get(key);
  if (typeof value !== "string") throw malformed(key, value, "a text");
  return value;
}

function positiveInteger(metadata: Metadata, key: string): number {
  const value = metadata.get(key);
  if (!Number.isSafeInteger(value) || (value as number) < 1) {
    throw malformed(key, value, "a whole number above 0");
  }
  return value as number;
}

/** A float32 as the shortest decimal that means it: 0.000009999999747378752 is 1e-5. */
function positive(metadata: Metadata, key: string): number {
  const value = metadata.get(key);
  if (typeof value !== "number" || !(value > 0) || value === Infinity) {
    throw malformed(key, value, "a number above 0");
  }
  for (let digits = 1; digits <= 9; digits++) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) return shorter;
  }
  return value;
}

function tokenId(metadata: Metadata, key: string): number | null {
  const value = metadata.get(key);
  if (value === undefined) return null;
  if (!Number.isSafeInteger(value) || (value as number) < 0) {
    throw malformed(key, value, "a token id");
  }
  return value as number;
}

function list(metadata: Metadata, key: string, fits: (v: GgufScalar) => boolean) {
  const value = metadata.get(key);
  if (!Array.isArray(value) || !value.every(fits)) throw malformed(key, value, "a proper array");
  return value as readonly GgufScalar[];
}
