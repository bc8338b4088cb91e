import { type Graph, input, verify } from "../graph/mod.ts";
import { argMax, gatherRows, matMul, reshape, vocabularyCrossEntropy } from "../kernels/mod.ts";
import { causalPositions, type LanguageModel } from "../models/mod.ts";
import type { Arrangement } from "./arrangement.ts";
import { arranged } from "./_arranged.ts";
import type { LossPower } from "./loss_power.ts";
import { scoredHidden, stepGraph } from "./_scored.ts";

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
 *
 * `watched`, it has one more input and output: `weights` [B, N], factors of the positions' losses
 * in what the gradient is of, and `positionLoss` [B, N], nats, unweighted as `loss` is. The gradient
 * is of the mean of the positions' losses to the power `lossPower`, 1 where it is absent.
 */
export function fitGraph(
  model: LanguageModel,
  arrangement: Arrangement,
  { batch, tokens, watched = false, lossPower }: GraphSize & {
    readonly watched?: boolean;
    readonly lossPower?: LossPower;
  },
): Graph {
  const proto = input("proto", [batch, arrangement.vectors, model.config.width]);
  const targets = input("targets", [batch, tokens], "int64");
  const weights = watched ? input("weights", [batch, tokens]) : undefined;
  const inputs = arranged(proto, { arrangement, tokens });
  return stepGraph(model, { proto, targets, inputs, weights, lossPower });
}

/** One-pass reconstruction: `proto` [B, K, D] → `prediction` int64 [B, N]. */
export function reconstructGraph(
  model: LanguageModel,
  arrangement: Arrangement,
  { batch, tokens }: GraphSize,
): Graph {
  const proto = input("proto", [batch, arrangement.vectors, model.config.width]);
  const hidden = scoredHidden(model, arranged(proto, { arrangement, tokens }), { tokens });
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
