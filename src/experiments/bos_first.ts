import { constant } from "../graph/mod.ts";
import { concat, gatherRows, reshape, slice } from "../kernels/mod.ts";
import { causalPositions, type LanguageModel } from "../models/mod.ts";

/**
 * The model with BOS, as it embeds it, before everything it reads from position 0 on. Its outputs
 * are those at the inputs it is given, so that every graph of a fit works on it unchanged:
 *
 *     [BOS] x_1 … x_T  →  (dropped) h_1 … h_T
 *
 * `present` has BOS's keys and values too.
 */
export function bosFirst(model: LanguageModel, bosId: number): LanguageModel {
  const { config, embeddings } = model;
  return {
    ...model,
    config: { ...config, context: config.context - 1 },
    forward(inputs, { onAttention }) {
      const [batch, tokens, width] = inputs.shape;
      const ids = constant(new BigInt64Array(batch).fill(BigInt(bosId)), [batch, 1]);
      const { hidden, present } = model.forward(concat([gatherRows(embeddings, ids), inputs], 1), {
        ...causalPositions(config, tokens + 1),
        onAttention,
      });
      const places = reshape(hidden, [batch, tokens + 1, width]);
      const given = slice(places, { axis: 1, start: 1, end: tokens + 1 });
      return { hidden: reshape(given, [batch * tokens, width]), present };
    },
  };
}
