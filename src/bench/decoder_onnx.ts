import type { OnnxModel } from "../onnx/mod.ts";
import { type ModelConfig, rotaryAngles } from "../models/mod.ts";
import type { WeightFiles } from "../models/weights/mod.ts";
import { type OnnxWriter, onnxWriter } from "./onnx_writer.ts";

/**
 * A Llama as transformers.js wants it: one ONNX graph for prompt and decoding, for any number of
 * positions. It is another graph than ours, whose sizes are fixed when it is traced.
 *
 * Inputs: `input_ids`, `position_ids` [1, S], `attention_mask` [1, P + S], a layer's
 * `past_key_values.{i}.key`, `.value` [1, KV, P, headWidth]. Outputs: `logits` [1, S, V],
 * `present.{i}.key`, `.value` [1, KV, P + S, headWidth]. Weights are places in the .safetensors
 * file, which has to lie beside the model.
 *
 * @throws TypeError where the model is no Llama, or its weights lie in several files
 */
export function decoderOnnx(
  config: ModelConfig,
  { weights, positions }: {
    readonly weights: WeightFiles;
    /** P + S at most. */
    readonly positions: number;
  },
): OnnxModel {
  const { architecture, layers, epsilon, keyValueHeads, headWidth, vocabulary } = config;
  if (architecture !== "llama" || weights.paths.length !== 1) {
    throw new TypeError(
      `Cannot write a decoder: this is ${architecture} in ${weights.paths.length} files, ` +
        `llama in one file is supported`,
    );
  }
  const writer = onnxWriter(weights);
  const { emit, weight } = writer;
  writer.input("input_ids", { type: "int64", shape: [1, null] });
  writer.input("attention_mask", { type: "int64", shape: [1, null] });
  writer.input("position_ids", { type: "int64", shape: [1, null] });
  writer.output("logits", { type: "float32", shape: [1, null, vocabulary] });
  // transformers.js makes the first, empty cache of these sizes, and takes 0 for any without value.
  const cache = { type: "float32", shape: [1, keyValueHeads, null, headWidth] } as const;
  const lengths = attendedLengths(writer);
  const angles = rotaryAngles(config, Array.from({ length: positions }, (_, at) => at));
  const half = config.rotaryWidth / 2;
  const rotary = [
    writer.constant("cos", [positions, half], angles.cos),
    writer.constant("sin", [positions, half], angles.sin),
  ];
  const norm = (x: string, name: string) =>
    emit("SimplifiedLayerNormalization", [x, weight(name)], {
      attributes: { axis: -1 },
      floats: { epsilon },
    });
  const linear = (x: string, table: string, { name }: { name?: string } = {}) =>
    emit("FusedMatMul", [x, weight(table)], {
      attributes: { transB: 1 },
      domain: "com.microsoft",
      name,
    });
  const embeddings = "model.embed_tokens.weight";
  let x = emit("Gather", [weight(embeddings), "input_ids"], { attributes: { axis: 0 } });
  for (let layer = 0; layer < layers; layer++) {
    const at = `model.layers.${layer}`;
    const past = ["key", "value"].map((what) =>
      writer.input(`past_key_values.${layer}.${what}`, cache)
    );
    const present = ["key", "value"].map((what) => `present.${layer}.${what}`);
    for (const name of present) writer.output(name, cache);
    const normed = norm(x, `${at}.input_layernorm.weight`);
    const projected = ["q", "k", "v"].map((part) =>
      linear(normed, `${at}.self_attn.${part}_proj.weight`)
    );
    const attended = emit(
      "GroupQueryAttention",
      [...projected, ...past, ...lengths, ...rotary],
      {
        attributes: { num_heads: config.heads, kv_num_heads: keyValueHeads, do_rotary: 1 },
        domain: "com.microsoft",
        outputs: present,
      },
    );
    x = emit("Add", [x, linear(attended, `${at}.self_attn.o_proj.weight`)]);
    const fed = norm(x, `${at}.post_attention_layernorm.weight`);
    const gate = linear(fed, `${at}.mlp.gate_proj.weight`);
    const silu = emit("Mul", [gate, emit("Sigmoid", [gate])]);
    const inner = emit("Mul", [silu, linear(fed, `${at}.mlp.up_proj.weight`)]);
    x = emit("Add", [x, linear(inner, `${at}.mlp.down_proj.weight`)]);
  }
  const head = config.tiedHead ? embeddings : "lm_head.weight";
  linear(norm(x, "model.norm.weight"), head, { name: "logits" });
  return writer.model();
}

/** seqlens_k and total_sequence_length, as GroupQueryAttention counts them: int32. */
function attendedLengths({ emit, constant }: OnnxWriter): string[] {
  // Also the axis to sum over.
  const one = constant("one", [1], BigInt64Array.of(1n));
  const int32 = (x: string) => emit("Cast", [x], { attributes: { to: 6 } });
  const seen = emit("ReduceSum", ["attention_mask", one], { attributes: { keepdims: 0 } });
  const width = emit("Gather", [
    emit("Shape", ["attention_mask"]),
    constant("axis", [], BigInt64Array.of(1n)),
  ], { attributes: { axis: 0 } });
  return [int32(emit("Sub", [seen, one])), int32(width)];
}
