import { readConfig } from "../models/mod.ts";
import { writeSafetensors } from "../models/weights/mod.ts";
import { normals, pinnedStream } from "../random/mod.ts";

/**
 * A step's time does not depend on the values: a drawn block is repeated. Its length is a prime above
 * the vocabularies in use, so that no two tokens have the same row, and none tie.
 */
const blockNumbers = 2 ** 17 - 1;
const deviation = 0.02;

/**
 * Writes weights of a Llama with a tied head, in float32, as its config.json describes it: matrices
 * from the pinned benchmark stream, norms at 1. The same shape gives the same bytes.
 */
export async function writeRandomLlama(
  path: string,
  config: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { width, layers, heads, keyValueHeads, headWidth, feedForward, vocabulary } = readConfig(
    config,
  );
  const [queries, keys] = [heads * headWidth, keyValueHeads * headWidth];
  const tensors: [name: string, shape: number[]][] = [
    ["model.embed_tokens.weight", [vocabulary, width]],
  ];
  for (let layer = 0; layer < layers; layer++) {
    const at = `model.layers.${layer}`;
    tensors.push(
      [`${at}.input_layernorm.weight`, [width]],
      [`${at}.self_attn.q_proj.weight`, [queries, width]],
      [`${at}.self_attn.k_proj.weight`, [keys, width]],
      [`${at}.self_attn.v_proj.weight`, [keys, width]],
      [`${at}.self_attn.o_proj.weight`, [width, queries]],
      [`${at}.post_attention_layernorm.weight`, [width]],
      [`${at}.mlp.gate_proj.weight`, [feedForward, width]],
      [`${at}.mlp.up_proj.weight`, [feedForward, width]],
      [`${at}.mlp.down_proj.weight`, [width, feedForward]],
    );
  }
  tensors.push(["model.norm.weight", [width]]);
  const block = normals(pinnedStream("bench"), blockNumbers).map((value) => value * deviation);
  const ones = new Float32Array(width).fill(1);
  await writeSafetensors(
    path,
    tensors.map(([name, shape]) => ({
      name,
      shape,
      dtype: "F32",
      data: shape.length === 1 ? ones : () => repeated(block, shape[0] * shape[1]),
    })),
    // transformers wants to know who wrote the file.
    { metadata: { format: "pt" } },
  );
}

function* repeated(block: Float32Array, count: number): Iterable<Float32Array> {
  for (let left = count; left > 0; left -= block.length) yield block.subarray(0, left);
}
