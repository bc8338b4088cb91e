import { type Graph, input, type Value, verify } from "../../src/graph/mod.ts";
import { gatherRows, matMul, reshape } from "../../src/kernels/mod.ts";
import { causalPositions, type LanguageModel } from "../../src/models/mod.ts";

interface Size {
  readonly batch: number;
  readonly tokens: number;
}

/** `ids` int64 [B, N] → `logits` [B, N, V]. */
export function logitsGraph(model: LanguageModel, { batch, tokens }: Size): Graph {
  const ids = input("ids", [batch, tokens], "int64");
  const logits = logitsOf(model, gatherRows(model.embeddings, ids));
  return verify({ inputs: { ids }, outputs: { logits } });
}

/** `inputs` [B, N, D] → `logits` [B, N, V]. */
export function embeddedLogitsGraph(model: LanguageModel, { batch, tokens }: Size): Graph {
  const inputs = input("inputs", [batch, tokens, model.config.width]);
  return verify({ inputs: { inputs }, outputs: { logits: logitsOf(model, inputs) } });
}

function logitsOf(model: LanguageModel, inputs: Value): Value {
  const [batch, tokens] = inputs.shape;
  const { hidden } = model.forward(inputs, causalPositions(model.config, tokens));
  const logits = matMul(hidden, model.head, { transposeB: true });
  return reshape(logits, [batch, tokens, model.config.vocabulary]);
}
