import { seeds, type Stream, stream as openStream } from "../random/mod.ts";
import { sha256 } from "./_sha256.ts";
import type { TextRecord } from "./text_record.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** A model's logits [V] for the token after `ids`. */
export type NextLogits = (ids: readonly number[]) => Float32Array | Promise<Float32Array>;

/**
 * Token ids sampled from a model at temperature 1, without the context that they continue.
 *
 * Each takes one uniform number of the stream: the softmax is summed in float64 from id 0 on until
 * it passes that number.
 *
 * @throws {RangeError} when a logit is not a number, or none is finite
 */
export async function sampleContinuation(options: {
  nextLogits: NextLogits;
  context: readonly number[];
  tokens: number;
  stream: Stream;
}): Promise<number[]> {
  const { nextLogits, context, tokens, stream } = options;
  const ids = [...context];
  for (let i = 0; i < tokens; i++) ids.push(sample(await nextLogits(ids), stream.uniform()));
  return ids.slice(context.length);
}

/** The id whose share of the softmax holds the point `uniform` of [0, 1). */
function sample(logits: Float32Array, uniform: number): number {
  let largest = -Infinity;
  for (const logit of logits) {
    if (Number.isNaN(logit)) throw new RangeError("Cannot sample a token: a logit is not a number");
    largest = Math.max(largest, logit);
  }
  if (!Number.isFinite(largest)) {
    throw new RangeError(`Cannot sample a token: the largest logit is ${largest}, not finite`);
  }
  let total = 0;
  for (const logit of logits) total += Math.exp(logit - largest);
  const point = uniform * total;
  let passed = 0;
  let last = 0;
  for (let id = 0; id < logits.length; id++) {
    const share = Math.exp(logits[id] - largest);
    if (share === 0) continue;
    passed += share;
    last = id;
    if (passed > point) return id;
  }
  return last; // rounding can leave the sum a hair below the point
}

/** A sampled text. Its ids are the target: encoding the text again may cut it differently. */
export interface GeneratedText extends TextRecord {
  readonly ids: readonly number[];
}

/**
 * The paper's self-generated text: what a model writes, at temperature 1, after a context of the
 * same number of tokens. Continuation i of a context comes from the stream
 * (seed, "generated/" + model + "/" + context id, i).
 */
export async function generateText(options: {
  /** Id of the model that writes. */
  model: string;
  nextLogits: NextLogits;
  tokenizer: Tokenizer;
  context: { readonly id: string; readonly ids: readonly number[] };
  continuation?: number;
  seed?: number;
}): Promise<GeneratedText> {
  const { model, nextLogits, tokenizer, context } = options;
  const { continuation = 0, seed = seeds.generated.seed } = options;
  const ids = await sampleContinuation({
    nextLogits,
    context: context.ids,
    tokens: context.ids.length,
    stream: openStream(seed, `generated/${model}/${context.id}`, continuation),
  });
  const text = tokenizer.decode(ids);
  return {
    id: `generated-${model}-${context.id}-${context.ids.length}-${seed}-${continuation}`,
    source: "generated",
    licence: `output of ${model}`,
    sha256: sha256(text),
    text,
    ids,
  };
}
