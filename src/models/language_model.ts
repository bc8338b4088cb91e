import { constant, type Value } from "../graph/mod.ts";
import type { ModelConfig } from "./config.ts";
import { rotaryAngles } from "./rotary_angles.ts";

/** Looks a frozen weight up by its Hugging Face name and checks its shape. */
export type WeightLookup = (name: string, shape: readonly number[]) => Value;

/** Keys and values of earlier positions, one of each a layer: [B, KV, S, headWidth]. */
export interface KeyValues {
  readonly keys: readonly Value[];
  readonly values: readonly Value[];
}

/** Where the N inputs stand, and what they see. */
export interface Positions {
  /** [N, rotaryWidth/2]. */
  readonly cos: Value;
  readonly sin: Value;
  /** Added to the attention scores, [N, S + N]: 0 where a position sees, −Infinity where not. */
  readonly mask: Value;
  /** Keys and values of S earlier positions; absent where there are none. */
  readonly past?: KeyValues;
}

/** What a forward pass gives. */
export interface ForwardPass {
  /** Normalised last hidden states [B·N, D]; their product with the head table is the logits. */
  readonly hidden: Value;
  /** Keys and values of the N inputs alone, [B, KV, N, headWidth] a layer. */
  readonly present: KeyValues;
}

/** A frozen causal language model as a function on graph values. */
export interface LanguageModel {
  readonly config: ModelConfig;
  /** Input embeddings [V, D]. */
  readonly embeddings: Value;
  /** Output table [V, D]; the embeddings where tied. */
  readonly head: Value;
  /** inputs [B, N, D] → hidden states. */
  forward(inputs: Value, positions: Positions): ForwardPass;
}

/** Positions 0…N−1, each seeing itself and those before it. */
export function causalPositions(config: ModelConfig, tokens: number): Positions {
  const { cos, sin } = rotaryAngles(config, Array.from({ length: tokens }, (_, i) => i));
  const half = config.rotaryWidth / 2;
  const mask = new Float32Array(tokens * tokens);
  for (let row = 0; row < tokens; row++) {
    mask.fill(-Infinity, row * tokens + row + 1, (row + 1) * tokens);
  }
  return {
    cos: constant(cos, [tokens, half]),
    sin: constant(sin, [tokens, half]),
    mask: constant(mask, [tokens, tokens]),
  };
}
