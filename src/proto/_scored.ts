import { gradients } from "../autodiff/mod.ts";
import { type Graph, type Value, verify } from "../graph/mod.ts";
import { reduceSum, reshape, scale, slice, vocabularyCrossEntropy } from "../kernels/mod.ts";
import { causalPositions, type LanguageModel, type Positions } from "../models/mod.ts";

/** inputs [B, T, D] → the hidden states that are scored, those of the last N places: [B·N, D]. */
export function scoredHidden(
  model: LanguageModel,
  inputs: Value,
  { tokens, onAttention }: { tokens: number; onAttention?: Positions["onAttention"] },
): Value {
  const [batch, places, width] = inputs.shape;
  checkContext(model, places);
  const positions = { ...causalPositions(model.config, places), onAttention };
  const { hidden } = model.forward(inputs, positions);
  const unscored = places - tokens;
  if (unscored === 0) return hidden;
  const rows = slice(reshape(hidden, [batch, places, width]), {
    axis: 1,
    start: unscored,
    end: places,
  });
  return reshape(rows, [batch * tokens, width]);
}

/**
 * The outputs of an optimiser step up to the gradient, for `targets` [B, N] at the last N of the
 * `inputs` [B, T, D] that are made of `proto` [B, K, D].
 */
export function stepGraph(
  model: LanguageModel,
  { proto, targets, inputs }: { proto: Value; targets: Value; inputs: Value },
): Graph {
  const [batch, tokens] = targets.shape;
  const { loss, prediction } = vocabularyCrossEntropy(scoredHidden(model, inputs, { tokens }), {
    table: model.head,
    targets: reshape(targets, [batch * tokens]),
  });
  const meanLoss = scale(reduceSum(reshape(loss, [batch, tokens]), [1]), 1 / tokens);
  const [gradient] = gradients(meanLoss, [proto]);
  return verify({
    inputs: { proto, targets },
    outputs: {
      loss: reshape(meanLoss, [batch]),
      prediction: reshape(prediction, [batch, tokens]),
      gradient,
    },
  });
}

function checkContext(model: LanguageModel, positions: number): void {
  const { context } = model.config;
  if (positions > context) {
    throw new RangeError(
      `Cannot run ${positions} positions: the model's context is ${context}, ask for fewer tokens`,
    );
  }
}
