import assert from "node:assert/strict";
import { readConfig } from "../../src/models/mod.ts";

/** HuggingFaceTB/SmolLM2-135M's config.json at revision 93efa2f, the fields that matter. */
const smollm2 = {
  model_type: "llama",
  attention_bias: false,
  bos_token_id: 0,
  hidden_act: "silu",
  hidden_size: 576,
  intermediate_size: 1536,
  max_position_embeddings: 8192,
  mlp_bias: false,
  num_attention_heads: 9,
  num_hidden_layers: 30,
  num_key_value_heads: 3,
  pretraining_tp: 1,
  rms_norm_eps: 1e-5,
  rope_interleaved: false,
  rope_scaling: null,
  rope_theta: 100000,
  tie_word_embeddings: true,
  vocab_size: 49152,
};

const pythia = {
  model_type: "gpt_neox",
  bos_token_id: 0,
  hidden_act: "gelu",
  hidden_size: 768,
  intermediate_size: 3072,
  layer_norm_eps: 1e-5,
  max_position_embeddings: 2048,
  num_attention_heads: 12,
  num_hidden_layers: 12,
  rotary_emb_base: 10000,
  rotary_pct: 0.25,
  tie_word_embeddings: false,
  use_parallel_residual: true,
  vocab_size: 50304,
};

const llama3Scaling = {
  factor: 32,
  high_freq_factor: 4,
  low_freq_factor: 1,
  original_max_position_embeddings: 8192,
  rope_type: "llama3",
};

Deno.test("readConfig() reads SmolLM2's config", () => {
  assert.deepEqual(readConfig(smollm2), {
    architecture: "llama",
    width: 576,
    layers: 30,
    heads: 9,
    keyValueHeads: 3,
    headWidth: 64,
    feedForward: 1536,
    vocabulary: 49152,
    context: 8192,
    epsilon: 1e-5,
    rotaryWidth: 64,
    rotaryBase: 100000,
    rotaryScaling: null,
    tiedHead: true,
    bosId: 0,
  });
});

Deno.test("readConfig() reads Pythia's config", () => {
  const config = readConfig(pythia);
  assert.equal(config.architecture, "gpt_neox");
  assert.equal(config.keyValueHeads, 12);
  assert.equal(config.headWidth, 64);
  assert.equal(config.rotaryWidth, 16);
  assert.equal(config.rotaryBase, 10000);
  assert.equal(config.tiedHead, false);
});

Deno.test("readConfig() reads Llama 3.2's frequency scaling", () => {
  const { rotaryScaling } = readConfig({ ...smollm2, rope_scaling: llama3Scaling });
  assert.deepEqual(rotaryScaling, {
    factor: 32,
    lowFrequencyFactor: 1,
    highFrequencyFactor: 4,
    originalContext: 8192,
  });
});

Deno.test("readConfig() fills in what older files leave out", () => {
  const { num_key_value_heads: _, ...older } = smollm2;
  assert.equal(readConfig({ ...older, bos_token_id: null }).keyValueHeads, 9);
});

const refused: readonly (readonly [config: Record<string, unknown>, message: string])[] = [
  [{ model_type: "mamba" }, '"model_type" is "mamba", supported is "llama" or "gpt_neox"'],
  [{}, '"model_type" is undefined, supported is "llama" or "gpt_neox"'],
  [{ ...smollm2, hidden_act: "gelu" }, '"hidden_act" is "gelu", supported is "silu"'],
  [
    { ...smollm2, attention_bias: true },
    '"attention_bias" is true, supported is false or absent',
  ],
  [{ ...smollm2, mlp_bias: true }, '"mlp_bias" is true, supported is false or absent'],
  [{ ...smollm2, sliding_window: 512 }, '"sliding_window" is 512, supported is null or absent'],
  [
    { ...smollm2, tie_word_embeddings: "yes" },
    '"tie_word_embeddings" is "yes", supported is true or false or absent',
  ],
  [
    { ...smollm2, quantization_config: { bits: 4 } },
    '"quantization_config" is {"bits":4}, supported is null or absent',
  ],
  [
    { ...smollm2, rope_scaling: { type: "linear", factor: 2 } },
    '"rope_scaling.rope_type" is "linear", supported is "llama3" or "default"',
  ],
  [
    { ...smollm2, rope_parameters: { rope_theta: 1e5, partial_rotary_factor: 0.5 } },
    '"partial_rotary_factor" is 0.5, supported is 1 for llama',
  ],
  [
    { ...smollm2, hidden_size: 0 },
    '"hidden_size" is 0, supported is a whole number from 1 to 16777216',
  ],
  [
    { ...smollm2, num_hidden_layers: 1e9 },
    '"num_hidden_layers" is 1000000000, supported is a whole number from 1 to 16777216',
  ],
  [
    { ...smollm2, vocab_size: "49152" },
    '"vocab_size" is "49152", supported is a whole number from 1 to 16777216',
  ],
  [{ ...smollm2, rms_norm_eps: 0 }, '"rms_norm_eps" is 0, supported is a positive number'],
  [{ ...smollm2, bos_token_id: -1 }, '"bos_token_id" is -1, supported is a token id or null'],
  [{ ...smollm2, hidden_size: 577 }, "hidden_size 577 is no multiple of 9 heads"],
  [{ ...smollm2, num_key_value_heads: 4 }, "9 heads cannot share 4 key-value heads evenly"],
  [
    { ...pythia, use_parallel_residual: false },
    '"use_parallel_residual" is false, supported is true or absent',
  ],
  [{ ...pythia, hidden_act: "gelu_new" }, '"hidden_act" is "gelu_new", supported is "gelu"'],
  [
    { ...pythia, rope_scaling: llama3Scaling },
    `"rope_scaling" is {"factor":32,"lowFrequencyFactor":1,"highFrequencyFactor":4,` +
    `"originalContext":8192}, supported is none for gpt_neox`,
  ],
  [
    { ...pythia, rotary_pct: 0.02 },
    "rotary embedding of 1 components per head, want an even number from 2 to 64",
  ],
  [
    { ...pythia, rotary_pct: 2 },
    "rotary embedding of 128 components per head, want an even number from 2 to 64",
  ],
];

const agreeing: readonly Record<string, unknown>[] = [
  { rope_parameters: { rope_type: "default", rope_theta: 100000 } },
  { rope_parameters: {} },
  { rope_scaling: { type: "default", factor: 1 } },
  { rope_scaling: { type: "default" }, rope_parameters: { rope_theta: 100000 } },
  { layer_types: ["full_attention", "full_attention"], num_local_experts: 0, logit_scale: 1 },
];

for (const more of agreeing) {
  Deno.test(`readConfig() takes what changes nothing: ${JSON.stringify(more)}`, () => {
    assert.deepEqual(readConfig({ ...smollm2, ...more }), readConfig(smollm2));
  });
}

Deno.test("readConfig() takes scaling that both spellings agree on", () => {
  const both = { rope_scaling: llama3Scaling, rope_parameters: llama3Scaling };
  const one = readConfig({ ...smollm2, rope_scaling: llama3Scaling });
  assert.deepEqual(readConfig({ ...smollm2, ...both }), one);
});

/** Beside SmolLM2's fields; each is computed otherwise than here by some model that has it. */
const notComputed: readonly (readonly [more: Record<string, unknown>, message: string])[] = [
  [
    { rope_parameters: { full_attention: { rope_theta: 1e6 }, sliding_attention: {} } },
    '"rope_parameters.full_attention" is {"rope_theta":1000000}, supported is absent: known are ' +
    "rope_type, type, factor, low_freq_factor, high_freq_factor, " +
    "original_max_position_embeddings, rope_theta, partial_rotary_factor",
  ],
  [
    { rope_parameters: {}, rope_scaling: llama3Scaling },
    '"rope_parameters" is {}, supported is one that agrees with "rope_scaling"',
  ],
  [
    { rope_parameters: llama3Scaling, rope_scaling: { ...llama3Scaling, factor: 8 } },
    `"rope_parameters" is ${JSON.stringify(llama3Scaling)}, supported is one that ` +
    'agrees with "rope_scaling"',
  ],
  [
    { rope_parameters: { rope_theta: 1e4 } },
    '"rope_theta" is 100000, supported is 10000, as "rope_parameters.rope_theta"',
  ],
  [{ rotary_emb_base: 1e4 }, '"rotary_emb_base" is 10000, supported is 100000, as "rope_theta"'],
  [
    { rope_scaling: { ...llama3Scaling, type: "linear" } },
    '"rope_scaling.type" is "linear", supported is what "rope_scaling.rope_type" is',
  ],
  [
    { rope_scaling: { factor: 2 } },
    '"rope_scaling.factor" is 2, supported is absent without rope_type "llama3"',
  ],
  [
    { rope_scaling: { ...llama3Scaling, high_freq_factor: 1 } },
    '"rope_scaling.high_freq_factor" is 1, supported is more than low_freq_factor 1',
  ],
  [{ rope_scaling: [2] }, '"rope_scaling" is [2], supported is an object or null'],
  [{ rope_interleaved: true }, '"rope_interleaved" is true, supported is false or null or absent'],
  [{ partial_rotary_factor: 0.5 }, '"partial_rotary_factor" is 0.5, supported is 1 for llama'],
  [
    { layer_types: ["full_attention", "sliding_attention"] },
    '"layer_types" is ["full_attention","sliding_attention"], supported is "full_attention" for ' +
    "every layer",
  ],
  [{ attn_logit_softcapping: 50 }, '"attn_logit_softcapping" is 50, supported is null or absent'],
  [{ final_logit_softcapping: 30 }, '"final_logit_softcapping" is 30, supported is null or absent'],
  [{ logit_scale: 0.0625 }, '"logit_scale" is 0.0625, supported is 1 or null or absent'],
  [{ embedding_multiplier: 12 }, '"embedding_multiplier" is 12, supported is 1 or null or absent'],
  [{ clip_qkv: 8 }, '"clip_qkv" is 8, supported is null or absent'],
  [{ num_local_experts: 8 }, '"num_local_experts" is 8, supported is 0 or null or absent'],
];

for (const [more, message] of notComputed) {
  Deno.test(`readConfig() refuses: ${message}`, () => {
    assert.throws(
      () => readConfig({ ...smollm2, ...more }),
      new TypeError(`Cannot use config.json: ${message}`),
    );
  });
}

Deno.test("readConfig() refuses a share of rotary components that two fields state differently", () => {
  assert.throws(
    () => readConfig({ ...pythia, rope_parameters: { partial_rotary_factor: 0.5 } }),
    new TypeError(
      'Cannot use config.json: "rotary_pct" is 0.25, supported is 0.5, as ' +
        '"rope_parameters.partial_rotary_factor"',
    ),
  );
  assert.throws(() => readConfig({ ...pythia, sliding_window: 512 }), /"sliding_window" is 512/);
});

for (const [config, message] of refused) {
  Deno.test(`readConfig() refuses: ${message}`, () => {
    assert.throws(() => readConfig(config), (error: unknown) => {
      assert.ok(error instanceof TypeError || error instanceof RangeError);
      assert.equal(error.message, `Cannot use config.json: ${message}`);
      return true;
    });
  });
}
