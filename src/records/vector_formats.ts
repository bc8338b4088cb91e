import { bfloat16Bits, fromBfloat16Bits } from "./bfloat16.ts";

/** Formats that a solution may be kept in, the widest first. */
export const vectorFormats = ["float16", "bfloat16", "int8", "int4"] as const;

export type VectorFormat = typeof vectorFormats[number];

/** One float32 scale goes with every vector of integers. */
const scaleBits = 32;

const formats: Readonly<
  Record<VectorFormat, {
    readonly bits: number;
    readonly scaleBits: number;
    readonly roundTrip: (vector: Float32Array) => Float32Array;
  }>
> = {
  float16: {
    bits: 16,
    scaleBits: 0,
    roundTrip: (vector) => new Float32Array(new Float16Array(vector)),
  },
  bfloat16: {
    bits: 16,
    scaleBits: 0,
    roundTrip: (vector) => fromBfloat16Bits(bfloat16Bits(vector)),
  },
  int8: { bits: 8, scaleBits, roundTrip: (vector) => wholeSteps(vector, 127) },
  int4: { bits: 4, scaleBits, roundTrip: (vector) => wholeSteps(vector, 7) },
};

/** Vectors [K, D] written in a format and read again, each vector for itself. */
export function storedAs(
  format: VectorFormat,
  { proto, width }: { readonly proto: Float32Array; readonly width: number },
): Float32Array {
  const out = new Float32Array(proto.length);
  for (let at = 0; at < proto.length; at += width) {
    out.set(formats[format].roundTrip(proto.subarray(at, at + width)), at);
  }
  return out;
}

/** Bits that K vectors of width D take in a format, for each of the N tokens they hold. */
export function bitsPerToken(
  format: VectorFormat,
  { vectors, width, tokens }: {
    readonly vectors: number;
    readonly width: number;
    readonly tokens: number;
  },
): number {
  const { bits, scaleBits } = formats[format];
  return vectors * (width * bits + scaleBits) / tokens;
}

/** Symmetric integers: whole multiples of a scale at which the largest magnitude is `levels`. */
function wholeSteps(vector: Float32Array, levels: number): Float32Array {
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const scale = Math.fround(largest / levels) || 1;
  const steps = Int8Array.from(vector, (value) => Math.round(value / scale));
  return Float32Array.from(steps, (step) => step * scale);
}
