import { type Shape, sizeOf } from "../graph/mod.ts";
import { normals, stream } from "../random/mod.ts";

/** An encoder's sizes: the shapes of its parameters follow from them. */
export interface EncoderSizes {
  /** Lengths N that it takes, ascending. */
  readonly lengths: readonly number[];
  /** D of the frozen model. */
  readonly width: number;
  /** K of the arrangement. */
  readonly vectors: number;
  /** W, components of the residual stream. */
  readonly hidden: number;
  /** Residual blocks. */
  readonly blocks: number;
  /** F, components inside a block. */
  readonly inner: number;
}

/** One parameter, before it is trained. */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: Shape;
  /** Of its normal initialisation; 0 where it begins at zeros. */
  readonly deviation: number;
}

/** Parameters by name. */
export type Parameters = ReadonlyMap<string, Float32Array>;

/** What of an encoder depends on N: a row for each length. */
export const lengthName = (tokens: number) => `length ${tokens}`;

/** The embedded texts that the first map is scaled for: longer ones make a longer row, which is normalised. */
const scaledFor = 8;

/**
 * Every parameter, in the order files and graphs have them. The output begins near zero: an untrained
 * encoder points at the common start.
 */
export function parameterSpecs(sizes: EncoderSizes): readonly ParameterSpec[] {
  const { lengths, width, vectors, hidden, blocks, inner } = sizes;
  const longest = lengths.at(-1)!;
  const matrix = (name: string, shape: Shape, gain = 1): ParameterSpec => ({
    name,
    shape,
    deviation: gain / Math.sqrt(shape[0]),
  });
  const row = (name: string, size: number): ParameterSpec => ({
    name,
    shape: [1, size],
    deviation: 0,
  });
  const first = matrix(
    "positions",
    [longest * width, hidden],
    Math.sqrt(longest / Math.min(longest, scaledFor)),
  );
  return [
    first,
    ...lengths.map((tokens) => row(lengthName(tokens), hidden)),
    ...Array.from({ length: blocks }, (_, block) => [
      matrix(`block ${block} in`, [hidden, inner]),
      row(`block ${block} bias`, inner),
      matrix(`block ${block} out`, [inner, hidden], 0.5),
    ]).flat(),
    matrix("output", [hidden, vectors * width], 0.01),
    row("output bias", vectors * width),
  ];
}

/** How many numbers an encoder has. */
export function parameterCount(sizes: EncoderSizes): number {
  return parameterSpecs(sizes).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

/** Parameters before training, each from its own stream of the seed. */
export function initialParameters(sizes: EncoderSizes, seed: number): Parameters {
  return new Map(
    parameterSpecs(sizes).map(({ name, shape, deviation }, at) => {
      const size = sizeOf(shape);
      if (deviation === 0) return [name, new Float32Array(size)];
      return [name, normals(stream(seed, "encoder-init", at), size).map((x) => x * deviation)];
    }),
  );
}
