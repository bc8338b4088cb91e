import { constant, type Value } from "../graph/mod.ts";
import type { ModelConfig } from "./config.ts";
import { rotaryAngles } from "./rotary_angles.ts";

/** Finds frozen weights by their Hugging Face names. */
export interface WeightLookup {
  /** One weight, its shape checked. */
  (name: string, shape: readonly number[]): Value;
  /**
   * Matrices [rows_i, columns] as one [Σ rows_i, columns], where they lie one after another in one
   * file; null where they do not. One product then does the work of several.
   */
  stacked(
    names: readonly string[],
    shape: { readonly rows: readonly number[]; readonly columns: number },
  ): Value | null;
}

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
  /**
   * Added to the attention scores, 0 where a position sees and −Infinity where not: [G·N, S + N],
   * the N rows once for each of the G = H/KV queries that share a key; [1, S + 1] for N = 1.
   */
  readonly mask: Value;
  /** Keys and values of S earlier positions; absent where there are none. */
  readonly past?: KeyValues;
  /** Told each layer's attention weights [B, H, N, S + N] while the graph is traced. */
  readonly onAttention?: (layer: number, weights: Value) => void;
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
  const rows = (config.heads / config.keyValueHeads) * tokens;
  const mask = new Float32Array(rows * tokens);
  for (let row = 0; row < rows; row++) {
    mask.fill(-Infinity, row * tokens + row % tokens + 1, (row + 1) * tokens);
  }
  return {
    cos: constant(cos, [tokens, half]),
    sin: constant(sin, [tokens, half]),
    mask: constant(mask, [rows, tokens]),
  };
}
