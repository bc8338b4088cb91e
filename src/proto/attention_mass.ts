import { type Graph, input, type Value, verify } from "../graph/mod.ts";
import {
  argMax,
  concat,
  gatherRows,
  matMul,
  reduceSum,
  reshape,
  scale,
  slice,
} from "../kernels/mod.ts";
import type { LanguageModel } from "../models/mod.ts";
import { arranged } from "./_arranged.ts";
import type { Arrangement } from "./arrangement.ts";
import type { GraphSize } from "./graphs.ts";
import { scoredHidden } from "./_scored.ts";

/**
 * How much attention the first position draws while a solution is read back: `proto` [B, K, D] →
 * `mass` [B, L], the share of attention on position 1, mean over heads and over positions from 2
 * on; and `prediction` int64 [B, N], so that it is known to be a read-back.
 *
 * @throws RangeError where there is no position 2
 */
export function attentionGraph(
  model: LanguageModel,
  arrangement: Arrangement,
  { batch, tokens }: GraphSize,
): Graph {
  const proto = input("proto", [batch, arrangement.vectors, model.config.width]);
  const { hidden, mass } = watched(model, arranged(proto, { arrangement, tokens }), tokens);
  const logits = matMul(hidden, model.head, { transposeB: true });
  const prediction = reshape(argMax(logits), [batch, tokens]);
  return verify({ inputs: { proto }, outputs: { mass, prediction } });
}

/** The same for a text that is read as usual: `ids` int64 [B, N] → `mass` [B, L]. */
export function textAttentionGraph(model: LanguageModel, { batch, tokens }: GraphSize): Graph {
  const ids = input("ids", [batch, tokens], "int64");
  const { mass } = watched(model, gatherRows(model.embeddings, ids), tokens);
  return verify({ inputs: { ids }, outputs: { mass } });
}

/** inputs [B, T, D] → the scored hidden states, and `mass` [B, L]. */
function watched(model: LanguageModel, inputs: Value, tokens: number) {
  if (inputs.shape[1] < 2) {
    throw new RangeError(
      "Cannot take attention on position 1: there is one position, want at least two",
    );
  }
  const layers: Value[] = [];
  const onAttention = (_layer: number, weights: Value) => layers.push(firstPositionMass(weights));
  const hidden = scoredHidden(model, inputs, { tokens, onAttention });
  return { hidden, mass: concat(layers, 1) };
}

/** weights [B, H, T, T] → [B, 1]. */
function firstPositionMass(weights: Value): Value {
  const [batch, heads, places] = weights.shape;
  const later = slice(weights, { axis: 2, start: 1, end: places });
  const onFirst = slice(later, { axis: 3, start: 0, end: 1 });
  const sum = reshape(reduceSum(onFirst, [1, 2]), [batch, 1]);
  return scale(sum, 1 / (heads * (places - 1)));
}
