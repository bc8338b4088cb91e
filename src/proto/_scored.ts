import { gradients } from "../autodiff/mod.ts";
import { type Graph, type Value, verify } from "../graph/mod.ts";
import {
  multiply,
  reduceSum,
  reshape,
  scale,
  slice,
  vocabularyCrossEntropy,
} from "../kernels/mod.ts";
import { causalPositions, type LanguageModel, type Positions } from "../models/mod.ts";
import { type LossPower, raised } from "./loss_power.ts";

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
  { proto, targets, inputs, weights, lossPower = 1 }: {
    proto: Value;
    targets: Value;
    inputs: Value;
    /** [B, N]: how much each position counts in the gradient's loss; without, all alike. */
    weights?: Value;
    /** Of the positions' losses, in what the gradient is of. */
    lossPower?: LossPower;
  },
): Graph {
  const [batch, tokens] = targets.shape;
  const { loss, prediction } = vocabularyCrossEntropy(scoredHidden(model, inputs, { tokens }), {
    table: model.head,
    targets: reshape(targets, [batch * tokens]),
  });
  const positionLoss = reshape(loss, [batch, tokens]);
  const mean = (losses: Value) => scale(reduceSum(losses, [1]), 1 / tokens);
  const meanLoss = mean(positionLoss);
  const powers = raised(positionLoss, lossPower);
  const descended = weights === undefined ? mean(powers) : mean(multiply(powers, weights));
  const [gradient] = gradients(descended, [proto]);
  const outputs = {
    loss: reshape(meanLoss, [batch]),
    prediction: reshape(prediction, [batch, tokens]),
    gradient,
  };
  return weights === undefined
    ? verify({ inputs: { proto, targets }, outputs })
    : verify({ inputs: { proto, targets, weights }, outputs: { ...outputs, positionLoss } });
}

function checkContext(model: LanguageModel, positions: number): void {
  const { context } = model.config;
  if (positions > context) {
    throw new RangeError(
      `Cannot run ${positions} positions: the model's context is ${context}, ask for fewer tokens`,
    );
  }
}
