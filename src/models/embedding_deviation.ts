import type { LanguageModel } from "./language_model.ts";
import { readTensor } from "./weights/mod.ts";

const known = new WeakMap<LanguageModel, Promise<number>>();

/**
 * Standard deviation (n − 1) of all components of a model's input embeddings. Read from the weights
 * once, in float64 and without an engine, so that every engine gets the same bits.
 */
export function embeddingDeviation(model: LanguageModel): Promise<number> {
  const deviation = known.get(model) ?? deviationOf(model);
  known.set(model, deviation);
  return deviation;
}

async function deviationOf({ embeddings: { origin, shape } }: LanguageModel): Promise<number> {
  if (origin.kind !== "weight") {
    throw new TypeError(
      `Cannot read the model's embeddings: they are no weight but a ${origin.kind}`,
    );
  }
  const { name, location: { storage: dtype, ...place } } = origin;
  const entry = { name, dtype, shape, ...place };
  const values = await readTensor({ tensors: new Map([[name, entry]]) }, name);
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}
