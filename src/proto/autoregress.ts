import { type Graph, input, type Value, verify } from "../graph/mod.ts";
import { add, argMax, gatherRows, matMul, multiply, reshape } from "../kernels/mod.ts";
import { type LanguageModel, type ModelConfig, rotaryAngles } from "../models/mod.ts";
import { float32, floats, int64, integers, type Program, type Tensor } from "../runtime/mod.ts";

export interface DecodeGraphOptions {
  /** What a step gives. Default: "next". */
  readonly output?: "next" | "logits";
  /** Whether it may also read vectors that are no token's embedding. */
  readonly vectors?: boolean;
}

/**
 * One step of decoding with a cache of `capacity` earlier positions.
 *
 * Inputs: `id` int64 [1], `cos`, `sin` [1, r/2], `mask` [1, capacity + 1], and a layer's `key{l}`,
 * `value{l}` [1, KV, capacity, headWidth]; with `vectors` also `vector` [1, D] and `isToken` [1, 1],
 * 1 to read the id (the vector being 0), 0 to read the vector. Outputs: `next` int64 [1], the
 * likeliest token, or `logits` [1, V] where those are asked for; and the position's own
 * `newKey{l}`, `newValue{l}` [1, KV, 1, headWidth], which the host writes into the cache.
 */
export function decodeGraph(
  model: LanguageModel,
  capacity: number,
  { output = "next", vectors = false }: DecodeGraphOptions = {},
): Graph {
  const { layers, width, keyValueHeads, headWidth, rotaryWidth, context } = model.config;
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
  const cos = input("cos", [1, rotaryWidth / 2]);
  const sin = input("sin", [1, rotaryWidth / 2]);
  const mask = input("mask", [1, capacity + 1]);
  const read = whatIsRead(model, vectors);
  const { hidden, present } = model.forward(reshape(read.embedding, [1, 1, width]), {
    cos,
    sin,
    mask,
    past: { keys, values },
  });
  const logits = matMul(hidden, model.head, { transposeB: true });
  return verify({
    inputs: { ...read.inputs, cos, sin, mask, ...named(keys), ...named(values) },
    outputs: {
      ...(output === "next" ? { next: argMax(logits) } : { logits }),
      ...numbered("newKey", present.keys),
      ...numbered("newValue", present.values),
    },
  });
}

/** The embedding [1, D] of the position, and the inputs it comes from. */
function whatIsRead(
  model: LanguageModel,
  vectors: boolean,
): { readonly inputs: Readonly<Record<string, Value>>; readonly embedding: Value } {
  const id = input("id", [1], "int64");
  const row = gatherRows(model.embeddings, id);
  if (!vectors) return { inputs: { id }, embedding: row };
  const vector = input("vector", [1, model.config.width]);
  const isToken = input("isToken", [1, 1]);
  // Exact either way: a factor of 1 or 0, and a sum in which one term is 0.
  return { inputs: { id, vector, isToken }, embedding: add(multiply(row, isToken), vector) };
}

const named = (values: readonly Value[]) =>
  Object.fromEntries(values.map((value) => [(value.origin as { name: string }).name, value]));

const numbered = (name: string, values: readonly Value[]) =>
  Object.fromEntries(values.map((value, layer) => [`${name}${layer}`, value]));

export interface DecoderOptions {
  /** Compiled {@link decodeGraph}. */
  readonly program: Program;
  readonly config: ModelConfig;
  /** The graph's capacity. */
  readonly capacity: number;
  /** Whether the graph reads vectors. */
  readonly vectors?: boolean;
}

/** What stands at a position: a token id, or a vector [D] where the graph reads those. */
export type Reading = number | Float32Array;

/** A decoder's memory of what it has read. */
export interface Decoder {
  /** How many positions are read. */
  readonly position: number;
  /** Reads the next position and gives the graph's `next` or `logits` after it. */
  read(reading: Reading): Promise<Tensor>;
}

/** An empty decoder: caches of zeros, nothing seen. */
export function openDecoder(options: DecoderOptions): Decoder {
  const { program, config, capacity, vectors = false } = options;
  const { layers, keyValueHeads, headWidth } = config;
  const shape = [1, keyValueHeads, capacity, headWidth];
  const empty = () => float32(new Float32Array(keyValueHeads * capacity * headWidth), shape);
  const cache = Array.from({ length: layers }, () => ({ key: empty(), value: empty() }));
  const kept = Object.fromEntries(
    cache.flatMap(({ key, value }, layer) => [[`key${layer}`, key], [`value${layer}`, value]]),
  );
  // Slot `capacity` is the position itself, always seen.
  const mask = new Float32Array(capacity + 1).fill(-Infinity, 0, capacity);
  let position = 0;
  return {
    get position() {
      return position;
    },
    async read(reading) {
      // The last position may be read but not kept: nothing comes after it.
      if (position > capacity) {
        throw new RangeError(`Cannot decode past position ${capacity}: the cache ends there`);
      }
      const { cos, sin } = rotaryAngles(config, [position]);
      const results = await program.run({
        ...readingFeeds(reading, { vectors, width: config.width }),
        cos: float32(cos, [1, cos.length]),
        sin: float32(sin, [1, sin.length]),
        mask: float32(mask, [1, capacity + 1]),
        ...kept,
      });
      if (position < capacity) {
        cache.forEach(({ key, value }, layer) => {
          write(key, results[`newKey${layer}`], { position, capacity, headWidth });
          write(value, results[`newValue${layer}`], { position, capacity, headWidth });
        });
        mask[position] = 0;
      }
      position += 1;
      return results.next ?? results.logits;
    },
  };
}

function readingFeeds(
  reading: Reading,
  { vectors, width }: { vectors: boolean; width: number },
): Record<string, Tensor> {
  const isToken = typeof reading === "number";
  if (!vectors) {
    if (isToken) return { id: int64([reading], [1]) };
    throw new TypeError("Cannot decode from a vector: the graph reads ids, make it with vectors");
  }
  const vector = isToken ? new Float32Array(width) : reading;
  if (vector.length !== width) {
    throw new RangeError(
      `Cannot decode from a vector of ${vector.length} components: the model takes ${width}`,
    );
  }
  return {
    id: int64([isToken ? reading : 0], [1]),
    vector: float32(vector, [1, width]),
    isToken: float32(Float32Array.of(isToken ? 1 : 0), [1, 1]),
  };
}

/** Greedy continuation of a prompt: `count` token ids, one engine call a token. */
export async function decode(
  prompt: readonly Reading[],
  { count, ...options }: DecoderOptions & { readonly count: number },
): Promise<number[]> {
  const { capacity } = options;
  if (prompt.length === 0 || prompt.length + count - 1 > capacity) {
    throw new RangeError(
      `Cannot decode ${count} tokens after ${prompt.length}: want a prompt, and at most ` +
        `${capacity} positions`,
    );
  }
  const decoder = openDecoder(options);
  const ids: number[] = [];
  while (ids.length < count) {
    const at = decoder.position;
    const next = await decoder.read(at < prompt.length ? prompt[at] : ids[at - prompt.length]);
    if (decoder.position >= prompt.length) ids.push(integers(next)[0]);
  }
  return ids;
}

/**
 * A model's logits after any ids, [V]. Ids that go on from the last ones asked for cost one engine
 * call each.
 */
export function nextLogits(
  options: DecoderOptions,
): (ids: readonly number[]) => Promise<Float32Array> {
  let decoder = openDecoder(options);
  let read: number[] = [];
  let last: Tensor | undefined;
  return async (ids) => {
    const goesOn = read.length < ids.length && read.every((id, i) => id === ids[i]);
    if (!goesOn) [decoder, read] = [openDecoder(options), []];
    for (const id of ids.slice(read.length)) last = await decoder.read(id);
    read = [...ids];
    return floats(last!);
  };
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
