/**
 * GGUF's storage types, as far as they are needed: how many bytes a block takes, and what float32
 * values it stands for. Rounding matches llama.cpp's: one product and one sum, each exact before the
 * final rounding to float32, because a scale has 11 significant bits and a code at most 8.
 *
 * @module
 */

export type GgufStorage = "F32" | "F16" | "BF16" | "Q4_0" | "Q4_1" | "Q8_0";

interface StorageType {
  readonly name: GgufStorage;
  /** The type's number in a GGUF file. */
  readonly number: number;
  /** Consecutive elements of a row that share a scale. */
  readonly blockElements: number;
  readonly blockBytes: number;
}

export const GGUF_STORAGE: readonly StorageType[] = [
  { name: "F32", number: 0, blockElements: 1, blockBytes: 4 },
  { name: "F16", number: 1, blockElements: 1, blockBytes: 2 },
  { name: "BF16", number: 30, blockElements: 1, blockBytes: 2 },
  { name: "Q4_0", number: 2, blockElements: 32, blockBytes: 2 + 16 },
  { name: "Q4_1", number: 3, blockElements: 32, blockBytes: 2 + 2 + 16 },
  { name: "Q8_0", number: 8, blockElements: 32, blockBytes: 2 + 32 },
];

/**
 * The float32 values that `bytes` (whole blocks, little-endian, from the start of a buffer or at
 * an offset) stand for, in order.
 *
 * @throws {RangeError} when `bytes` is not a whole number of blocks
 */
export function dequantize(
  bytes: Uint8Array<ArrayBuffer>,
  storage: GgufStorage,
): Float32Array<ArrayBuffer> {
  const { blockBytes, blockElements } = GGUF_STORAGE.find(({ name }) => name === storage)!;
  const blocks = bytes.length / blockBytes;
  if (!Number.isInteger(blocks)) {
    throw new RangeError(
      `Cannot dequantize ${bytes.length} bytes of ${storage}: a multiple of ${blockBytes} is needed`,
    );
  }
  const values = new Float32Array(blocks * blockElements);
  UNPACK[storage](bytes, values);
  return values;
}

type Unpack = (bytes: Uint8Array<ArrayBuffer>, values: Float32Array) => void;

const UNPACK: Readonly<Record<GgufStorage, Unpack>> = {
  F32(bytes, values) {
    new Uint8Array(values.buffer).set(bytes);
  },

  F16(bytes, values) {
    values.set(new Float16Array(bytes.slice().buffer));
  },

  BF16(bytes, values) {
    const words = new Uint32Array(values.buffer);
    for (let i = 0; i < words.length; i++) {
      words[i] = (bytes[2 * i + 1] << 24) | (bytes[2 * i] << 16);
    }
  },

  /** d · (code − 8); the low halves of 16 bytes are elements 0…15, the high halves 16…31. */
  Q4_0(bytes, values) {
    const halves = halfTable();
    for (let at = 0, out = 0; at < bytes.length; at += 18, out += 32) {
      const d = halves[bytes[at] | (bytes[at + 1] << 8)];
      for (let j = 0; j < 16; j++) {
        const codes = bytes[at + 2 + j];
        values[out + j] = d * ((codes & 15) - 8);
        values[out + 16 + j] = d * ((codes >> 4) - 8);
      }
    }
  },

  /** d · code + m, halves as in Q4_0. */
  Q4_1(bytes, values) {
    const halves = halfTable();
    for (let at = 0, out = 0; at < bytes.length; at += 20, out += 32) {
      const d = halves[bytes[at] | (bytes[at + 1] << 8)];
      const m = halves[bytes[at + 2] | (bytes[at + 3] << 8)];
      for (let j = 0; j < 16; j++) {
        const codes = bytes[at + 4 + j];
        values[out + j] = d * (codes & 15) + m;
        values[out + 16 + j] = d * (codes >> 4) + m;
      }
    }
  },

  /** d · code, codes signed. */
  Q8_0(bytes, values) {
    const halves = halfTable();
    for (let at = 0, out = 0; at < bytes.length; at += 34, out += 32) {
      const d = halves[bytes[at] | (bytes[at + 1] << 8)];
      for (let j = 0; j < 32; j++) values[out + j] = d * ((bytes[at + 2 + j] << 24) >> 24);
    }
  },
};

let table: Float32Array | undefined;

/** Every float16 as float32, by its bits: a look-up is faster than a conversion per block. */
function halfTable(): Float32Array {
  if (!table) {
    const bits = new Uint16Array(65536);
    for (let i = 0; i < bits.length; i++) bits[i] = i;
    table = new Float32Array(new Float16Array(bits.buffer));
  }
  return table;
}
