import { join } from "node:path";
import type { ModelFiles } from "../models/mod.ts";
import { writeRandomLlama } from "./random_llama.ts";

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
  const config = {
    model_type: "llama",
    hidden_size: width,
    num_hidden_layers: layers,
    num_attention_heads: width / headWidth,
    num_key_value_heads: width / headWidth / 2,
    intermediate_size: 3 * width,
    vocab_size: vocabulary,
    max_position_embeddings: 2048,
    rms_norm_eps: 1e-5,
    rope_theta: 10000,
    hidden_act: "silu",
    tie_word_embeddings: true,
  };
  const weights = join(folder, `growth-${layers}-${width}-${vocabulary}.safetensors`);
  await writeRandomLlama(weights, config);
  return { weights, config };
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
