import {
  constant,
  type Graph,
  input,
  sameShape,
  type Shape,
  showShape,
  type Value,
  verify,
  weight,
} from "../graph/mod.ts";
import {
  add,
  gatherRows,
  gelu,
  layerNorm,
  linear,
  matMul,
  reshape,
  softmax,
  transpose,
} from "../kernels/mod.ts";
import { splitHeads } from "./attention.ts";
import type { WeightFiles } from "./weights/mod.ts";

/** What of a BERT's config.json decides its forward pass. */
export interface BertConfig {
  /** D. */
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly feedForward: number;
  readonly vocabulary: number;
  /** Longest sequence, in word pieces. */
  readonly context: number;
  readonly epsilon: number;
}

/** Reads the config.json of a BERT whose positions are absolute and whose activation is GELU. */
export function readBertConfig(json: Readonly<Record<string, unknown>>): BertConfig {
  const wanted = { model_type: "bert", hidden_act: "gelu", position_embedding_type: "absolute" };
  for (const [name, value] of Object.entries(wanted)) {
    const got = json[name] ?? value;
    if (got === value) continue;
    throw new TypeError(
      `Cannot open model: ${name} is ${JSON.stringify(got)}, supported "${value}"`,
    );
  }
  const number = (name: string) => {
    const value = json[name];
    if (typeof value === "number" && value > 0) return value;
    throw new TypeError(`Cannot open model: ${name} is ${JSON.stringify(value)}, want a number`);
  };
  return {
    width: number("hidden_size"),
    layers: number("num_hidden_layers"),
    heads: number("num_attention_heads"),
    feedForward: number("intermediate_size"),
    vocabulary: number("vocab_size"),
    context: number("max_position_embeddings"),
    epsilon: number("layer_norm_eps"),
  };
}

/**
 * A text's embedding: the mean of BERT's last hidden states over its word pieces.
 *
 * Inputs: `ids` int64 [T]; `mask` [1, T], 0 where there is a piece and −Infinity where there is
 * padding; `share` [1, T], 1 / pieces or 0. Output: `embedding` [1, D].
 *
 *     word + position + type ─► norm ─► L × (attention ─► norm ─► feed-forward ─► norm) ─► mean
 */
export function sentenceGraph(
  config: BertConfig,
  { weights, tokens }: { readonly weights: WeightFiles; readonly tokens: number },
): Graph {
  const { width, layers, feedForward, vocabulary, context, epsilon } = config;
  if (tokens > context) {
    throw new RangeError(
      `Cannot read ${tokens} word pieces: the sentence model's context is ${context}`,
    );
  }
  const named = (name: string, shape: Shape) => weightNamed(weights, name, shape);
  const dense = (x: Value, name: string, [rows, columns]: readonly [number, number]) =>
    linear(x, {
      w: named(`${name}.weight`, [rows, columns]),
      bias: named(`${name}.bias`, [rows]),
    });
  const norm = (x: Value, name: string) =>
    layerNorm(x, {
      w: named(`${name}.weight`, [width]),
      bias: named(`${name}.bias`, [width]),
      epsilon,
    });
  const rows = (name: string, count: number, ids: Value) =>
    gatherRows(named(`embeddings.${name}_embeddings.weight`, [count, width]), ids);

  const ids = input("ids", [tokens], "int64");
  const mask = input("mask", [1, tokens]);
  const share = input("share", [1, tokens]);
  const places = constant(BigInt64Array.from({ length: tokens }, (_, i) => BigInt(i)), [tokens]);
  const firstType = constant(new BigInt64Array(tokens), [tokens]);
  let x = add(
    add(rows("word", vocabulary, ids), rows("position", context, places)),
    rows("token_type", 2, firstType),
  );
  x = norm(x, "embeddings.LayerNorm");
  for (let layer = 0; layer < layers; layer++) {
    const at = `encoder.layer.${layer}`;
    const project = (name: string) => dense(x, `${at}.attention.self.${name}`, [width, width]);
    const mixed = attended(config, {
      queries: project("query"),
      keys: project("key"),
      values: project("value"),
      mask,
    });
    const output = dense(mixed, `${at}.attention.output.dense`, [width, width]);
    x = norm(add(x, output), `${at}.attention.output.LayerNorm`);
    const wide = gelu(dense(x, `${at}.intermediate.dense`, [feedForward, width]));
    const narrow = dense(wide, `${at}.output.dense`, [width, feedForward]);
    x = norm(add(x, narrow), `${at}.output.LayerNorm`);
  }
  return verify({ inputs: { ids, mask, share }, outputs: { embedding: matMul(share, x) } });
}

/** Attention of every piece to every piece that is there: three of [T, D] → [T, D]. */
function attended(
  { heads, width }: BertConfig,
  { queries, keys, values, mask }: Record<"queries" | "keys" | "values" | "mask", Value>,
): Value {
  const split = (x: Value) => splitHeads(x, { batch: 1, heads });
  const scores = matMul(split(queries), split(keys), {
    transposeB: true,
    scale: 1 / Math.sqrt(width / heads),
  });
  const mixed = matMul(softmax(add(scores, mask)), split(values));
  return reshape(transpose(mixed, [0, 2, 1, 3]), queries.shape);
}

function weightNamed({ tensors }: WeightFiles, name: string, shape: Shape): Value {
  const entry = tensors.get(name);
  if (entry === undefined || entry.dtype !== "F32" || !sameShape(entry.shape, shape)) {
    const got = entry === undefined ? "missing" : `${entry.dtype} ${showShape(entry.shape)}`;
    throw new TypeError(
      `Cannot open model: tensor "${name}" is ${got}, want F32 ${showShape(shape)}`,
    );
  }
  const { path, byteOffset, byteLength, dtype } = entry;
  return weight(name, shape, { path, byteOffset, byteLength, storage: dtype });
}
