import { type Graph, input, type Value, verify } from "../graph/mod.ts";
import { argMax, gatherRows, matMul, reshape } from "../kernels/mod.ts";
import { type LanguageModel, type ModelConfig, rotaryAngles } from "../models/mod.ts";
import { float32, floats, int64, integers, type Program, type Tensor } from "../runtime/mod.ts";

/**
 * One step of greedy decoding with a cache of `capacity` earlier positions.
 *
 * Inputs: `id` int64 [1], `cos`, `sin` [1, r/2], `mask` [1, capacity + 1], and a layer's `key{l}`,
 * `value{l}` [1, KV, capacity, headWidth]. Outputs: `next` int64 [1], and the position's own
 * `newKey{l}`, `newValue{l}` [1, KV, 1, headWidth], which the host writes into the cache.
 */
export function decodeGraph(model: LanguageModel, capacity: number): Graph {
  const { layers, keyValueHeads, headWidth, rotaryWidth, context } = model.config;
  if (capacity + 1 > context) {
    throw new RangeError(
      `Cannot decode up to position ${capacity}: the model's context is ${context}`,
    );
  }
  const cached = (name: string) =>
    Array.from(
      { length: layers },
      (_, layer) => input(`${name}${layer}`, [1, keyValueHeads, capacity, headWidth]),
    );
  const [keys, values] = [cached("key"), cached("value")];
  const id = input("id", [1], "int64");
  const cos = input("cos", [1, rotaryWidth / 2]);
  const sin = input("sin", [1, rotaryWidth / 2]);
  const mask = input("mask", [1, capacity + 1]);
  const embedded = reshape(gatherRows(model.embeddings, id), [1, 1, model.config.width]);
  const { hidden, present } = model.forward(embedded, { cos, sin, mask, past: { keys, values } });
  const next = argMax(matMul(hidden, model.head, { transposeB: true }));
  return verify({
    inputs: { id, cos, sin, mask, ...named(keys), ...named(values) },
    outputs: {
      next,
      ...numbered("newKey", present.keys),
      ...numbered("newValue", present.values),
    },
  });
}

const named = (values: readonly Value[]) =>
  Object.fromEntries(values.map((value) => [(value.origin as { name: string }).name, value]));

const numbered = (name: string, values: readonly Value[]) =>
  Object.fromEntries(values.map((value, layer) => [`${name}${layer}`, value]));

export interface DecodeOptions {
  /** Compiled {@link decodeGraph}. */
  readonly program: Program;
  readonly config: ModelConfig;
  /** The graph's capacity: at least prompt + count − 1. */
  readonly capacity: number;
  /** How many tokens to generate. */
  readonly count: number;
}

/** Greedy continuation of a prompt: `count` token ids, one engine call a token. */
export async function decode(prompt: readonly number[], options: DecodeOptions): Promise<number[]> {
  const { program, config, capacity, count } = options;
  if (prompt.length === 0 || prompt.length + count - 1 > capacity) {
    throw new RangeError(
      `Cannot decode ${count} tokens after ${prompt.length}: want a prompt, and at most ` +
        `${capacity} positions`,
    );
  }
  const { layers, keyValueHeads, headWidth } = config;
  const cacheShape = [1, keyValueHeads, capacity, headWidth];
  const cache = Array.from({ length: layers }, () => ({
    key: float32(new Float32Array(keyValueHeads * capacity * headWidth), cacheShape),
    value: float32(new Float32Array(keyValueHeads * capacity * headWidth), cacheShape),
  }));
  // Slot `capacity` is the position itself, always seen.
  const mask = new Float32Array(capacity + 1).fill(-Infinity, 0, capacity);
  const kept = Object.fromEntries(
    cache.flatMap(({ key, value }, layer) => [[`key${layer}`, key], [`value${layer}`, value]]),
  );
  const ids = [...prompt];
  for (let position = 0; position < prompt.length + count - 1; position++) {
    const { cos, sin } = rotaryAngles(config, [position]);
    const results = await program.run({
      id: int64([ids[position]], [1]),
      cos: float32(cos, [1, cos.length]),
      sin: float32(sin, [1, sin.length]),
      mask: float32(mask, [1, capacity + 1]),
      ...kept,
    });
    if (position + 1 >= prompt.length) ids.push(integers(results.next)[0]);
    cache.forEach(({ key, value }, layer) => {
      write(key, results[`newKey${layer}`], { position, capacity, headWidth });
      write(value, results[`newValue${layer}`], { position, capacity, headWidth });
    });
    mask[position] = 0;
  }
  return ids.slice(prompt.length);
}

/** Puts one position's [1, KV, 1, headWidth] into its place in a cache. */
function write(
  cache: Tensor,
  fresh: Tensor,
  { position, capacity, headWidth }: { position: number; capacity: number; headWidth: number },
): void {
  const [to, from] = [floats(cache), floats(fresh)];
  for (let head = 0; head * headWidth < from.length; head++) {
    const row = from.subarray(head * headWidth, (head + 1) * headWidth);
    to.set(row, (head * capacity + position) * headWidth);
  }
}
