import { constant, type Value } from "../graph/mod.ts";
import { add, gatherRows, matMul, reshape, rmsNorm, silu, slice } from "../kernels/mod.ts";
import { type EncoderSizes, lengthName } from "./encoder_sizes.ts";

/** What an encoder has from elsewhere and never changes. */
export interface Frozen {
  /** Input embeddings of the frozen model, [V, D]. */
  readonly embeddings: Value;
  /** [K·D]: e and m of the common start, from which the encoder's output is counted. */
  readonly start: Float32Array;
  /** [K·D, K·D]: row r is where one unit of the network's output r leads. */
  readonly directions: Float32Array;
}

/** Embeddings of small models are tiny; this is far below their squares. */
const epsilon = 1e-8;

/**
 * ids [B, N] → e, m [B, K, D].
 *
 *     ids ─► embeddings, normalised ─► a map of its own for each position, summed ─► blocks ─► row
 *                                                                      row · directions + start
 *
 * A sum of maps, one a position, binds token to position at once; attention would have to learn it.
 */
export function encoded(ids: Value, { parameters, sizes, frozen }: {
  readonly parameters: ReadonlyMap<string, Value>;
  readonly sizes: EncoderSizes;
  readonly frozen: Frozen;
}): Value {
  const [batch, tokens] = ids.shape;
  const { width, vectors, blocks } = sizes;
  const parameter = (name: string) => parameters.get(name)!;
  const read = normalised(gatherRows(frozen.embeddings, ids));
  const maps = firstRows(parameter("positions"), tokens * width);
  let stream = add(
    matMul(reshape(read, [batch, tokens * width]), maps),
    parameter(lengthName(tokens)),
  );
  for (let block = 0; block < blocks; block++) {
    const inner = add(
      matMul(normalised(stream), parameter(`block ${block} in`)),
      parameter(`block ${block} bias`),
    );
    stream = add(stream, matMul(silu(inner), parameter(`block ${block} out`)));
  }
  const row = add(matMul(normalised(stream), parameter("output")), parameter("output bias"));
  const size = vectors * width;
  const offset = matMul(row, constant(frozen.directions, [size, size]));
  return reshape(add(offset, constant(frozen.start, [1, size])), [batch, vectors, width]);
}

function normalised(x: Value): Value {
  const width = x.shape.at(-1)!;
  return rmsNorm(x, constant(new Float32Array(width).fill(1), [width]), epsilon);
}

function firstRows(matrix: Value, rows: number): Value {
  return matrix.shape[0] === rows ? matrix : slice(matrix, { axis: 0, start: 0, end: rows });
}
