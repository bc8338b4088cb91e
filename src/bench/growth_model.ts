import { join } from "node:path";
import { writeSafetensors } from "../models/weights/mod.ts";
import { normals, pinnedStream } from "../random/mod.ts";
import type { ModelFiles } from "../models/mod.ts";

/** Shape of a Llama made up for timing. */
export interface GrowthShape {
  readonly layers: number;
  /** D; heads are 64 wide, two queries to a key, and FF is 3 D. */
  readonly width: number;
  /** V. */
  readonly vocabulary: number;
}

/** Components of a head. */
const headWidth = 64;
/** A step's time does not depend on the values: a drawn block is repeated. */
const blockNumbers = 1 << 16;
const deviation = 0.02;

/**
 * Writes a model of this shape into `folder`: weights drawn from the pinned benchmark stream, norms
 * at 1, the head tied. The same shape gives the same bytes.
 *
 * @throws {RangeError} when the width is no multiple of two heads
 */
export async function writeGrowthModel(
  folder: string,
  { layers, width, vocabulary }: GrowthShape,
): Promise<ModelFiles> {
  if (width % (2 * headWidth) !== 0) {
    throw new RangeError(
      `Cannot make a model of width ${width}: a multiple of ${2 * headWidth} is needed`,
    );
  }
  const [keys, inner] = [width / 2, 3 * width];
  const matrices: [name: string, shape: number[]][] = [
    ["model.embed_tokens.weight", [vocabulary, width]],
  ];
  for (let layer = 0; layer < layers; layer++) {
    const at = `model.layers.${layer}`;
    matrices.push(
      [`${at}.input_layernorm.weight`, [width]],
      [`${at}.self_attn.q_proj.weight`, [width, width]],
      [`${at}.self_attn.k_proj.weight`, [keys, width]],
      [`${at}.self_attn.v_proj.weight`, [keys, width]],
      [`${at}.self_attn.o_proj.weight`, [width, width]],
      [`${at}.post_attention_layernorm.weight`, [width]],
      [`${at}.mlp.gate_proj.weight`, [inner, width]],
      [`${at}.mlp.up_proj.weight`, [inner, width]],
      [`${at}.mlp.down_proj.weight`, [width, inner]],
    );
  }
  matrices.push(["model.norm.weight", [width]]);
  const block = normals(pinnedStream("bench"), blockNumbers).map((value) => value * deviation);
  const ones = new Float32Array(width).fill(1);
  const weights = join(folder, `growth-${layers}-${width}-${vocabulary}.safetensors`);
  await writeSafetensors(
    weights,
    matrices.map(([name, shape]) => ({
      name,
      shape,
      dtype: "F32",
      data: shape.length === 1 ? ones : () => repeated(block, shape[0] * shape[1]),
    })),
  );
  return {
    weights,
    config: {
      model_type: "llama",
      hidden_size: width,
      num_hidden_layers: layers,
      num_attention_heads: width / headWidth,
      num_key_value_heads: width / headWidth / 2,
      intermediate_size: inner,
      vocab_size: vocabulary,
      max_position_embeddings: 2048,
      rms_norm_eps: 1e-5,
      rope_theta: 10000,
      hidden_act: "silu",
      tie_word_embeddings: true,
    },
  };
}

function* repeated(block: Float32Array, count: number): Iterable<Float32Array> {
  for (let left = count; left > 0; left -= block.length) yield block.subarray(0, left);
}

/**
 * Floating-point operations of a fit step on such a model. `linear` grows with B·N: products with
 * frozen matrices, forward and backward. `quadratic` grows with B·N²: scores and weighted values,
 * and twice that backward.
 */
export function growthFlops(
  { layers, width, vocabulary }: GrowthShape,
  { batch, tokens }: { readonly batch: number; readonly tokens: number },
): { readonly linear: number; readonly quadratic: number } {
  const parameters = layers * (3 * width * width + 9 * width * width) + vocabulary * width;
  return {
    linear: 4 * batch * tokens * parameters,
    quadratic: 12 * batch * tokens * tokens * width * layers,
  };
}
