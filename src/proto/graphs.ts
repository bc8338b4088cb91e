import { gradients } from "../autodiff/mod.ts";
import { constant, type Graph, input, type Value, verify } from "../graph/mod.ts";
import {
  argMax,
  gatherRows,
  matMul,
  reduceSum,
  reshape,
  scale,
  slice,
  vocabularyCrossEntropy,
} from "../kernels/mod.ts";
import { causalPositions, type LanguageModel } from "../models/mod.ts";
import type { Arrangement } from "./arrangement.ts";

/** The sizes a graph is compiled for: B texts of N tokens. */
export interface GraphSize {
  readonly batch: number;
  readonly tokens: number;
}

/**
 * One optimiser step up to the gradient.
 *
 * Inputs: `proto` [B, K, D], `targets` int64 [B, N]. Outputs: `loss` [B] (mean cross-entropy over
 * the N positions, nats), `prediction` int64 [B, N], `gradient` [B, K, D] of each text's loss.
 */
export function fitGraph(
  model: LanguageModel,
  arrangement: Arrangement,
  { batch, tokens }: GraphSize,
): Graph {
  const proto = input("proto", [batch, arrangement.vectors, model.config.width]);
  const targets = input("targets", [batch, tokens], "int64");
  const hidden = scoredHidden(model, arrangement, { proto, tokens });
  const { loss, prediction } = vocabularyCrossEntropy(hidden, {
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

/** One-pass reconstruction: `proto` [B, K, D] → `prediction` int64 [B, N]. */
export function reconstructGraph(
  model: LanguageModel,
  arrangement: Arrangement,
  { batch, tokens }: GraphSize,
): Graph {
  const proto = input("proto", [batch, arrangement.vectors, model.config.width]);
  const hidden = scoredHidden(model, arrangement, { proto, tokens });
  const logits = matMul(hidden, model.head, { transposeB: true });
  return verify({
    inputs: { proto },
    outputs: { prediction: reshape(argMax(logits), [batch, tokens]) },
  });
}

/**
 * The model read as a language model: `ids` int64 [B, N] → `loss` [B, N] of `targets` int64
 * [B, N] (nats; the sum of a row is the text's information content) and `prediction` int64 [B, N].
 */
export function teacherForcedGraph(model: LanguageModel, { batch, tokens }: GraphSize): Graph {
  const ids = input("ids", [batch, tokens], "int64");
  const targets = input("targets", [batch, tokens], "int64");
  const { hidden } = model.forward(
    gatherRows(model.embeddings, ids),
    causalPositions(model.config, tokens),
  );
  const { loss, prediction } = vocabularyCrossEntropy(hidden, {
    table: model.head,
    targets: reshape(targets, [batch * tokens]),
  });
  return verify({
    inputs: { ids, targets },
    outputs: {
      loss: reshape(loss, [batch, tokens]),
      prediction: reshape(prediction, [batch, tokens]),
    },
  });
}

/** proto [B, K, D] → the hidden states that are scored, [B·N, D]. */
function scoredHidden(
  model: LanguageModel,
  arrangement: Arrangement,
  { proto, tokens }: { proto: Value; tokens: number },
): Value {
  const [batch, vectors, width] = proto.shape;
  const order = arrangement.inputs(tokens);
  checkContext(model, order.length);
  // Row t of the selection is the unit vector of the proto-token at t: the product is exact, and
  // its adjoint is the sum over every place a proto-token stands.
  const selection = new Float32Array(order.length * vectors);
  order.forEach((vector, at) => selection[at * vectors + vector] = 1);
  const inputs = matMul(constant(selection, [order.length, vectors]), proto);
  const { hidden } = model.forward(inputs, causalPositions(model.config, order.length));
  const unscored = order.length - tokens;
  if (unscored === 0) return hidden;
  const rows = slice(reshape(hidden, [batch, order.length, width]), {
    axis: 1,
    start: unscored,
    end: order.length,
  });
  return reshape(rows, [batch * tokens, width]);
}

function checkContext(model: LanguageModel, positions: number): void {
  const { context } = model.config;
  if (positions > context) {
    throw new RangeError(
      `Cannot run ${positions} positions: the model's context is ${context}, ask for fewer tokens`,
    );
  }
}
