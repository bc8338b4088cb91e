/**
 * The header of a .safetensors file: what tensors it holds and where their bytes lie.
 *
 * Only the header is read. The weights themselves are mapped in place later, through the offsets
 * and lengths found here, by native code that does not know Deno's sandbox. So nothing in the
 * header is believed: every extent is checked against the file before it is handed on.
 *
 * Layout: 8 bytes little-endian header length, the header (JSON, UTF-8), then the data, tensor
 * after tensor without gaps.
 *
 * @module
 */
import { shown } from "./_shown.ts";
import { readExactly } from "./read_exactly.ts";

/** Bits per element of each dtype that the reference implementation, safetensors 0.8.0, knows. */
export const DTYPE_BITS = {
  F4: 4,
  F6_E2M3: 6,
  F6_E3M2: 6,
  BOOL: 8,
  U8: 8,
  I8: 8,
  F8_E5M2: 8,
  F8_E4M3: 8,
  F8_E8M0: 8,
  F8_E4M3FNUZ: 8,
  F8_E5M2FNUZ: 8,
  U16: 16,
  I16: 16,
  F16: 16,
  BF16: 16,
  U32: 32,
  I32: 32,
  F32: 32,
  C64: 64,
  U64: 64,
  I64: 64,
  F64: 64,
} as const;

export type SafetensorsDtype = keyof typeof DTYPE_BITS;

/** One tensor: row-major, `shape` outermost first, `byteOffset` counted from the file's start. */
export interface TensorEntry {
  readonly name: string;
  readonly dtype: SafetensorsDtype;
  readonly shape: readonly number[];
  readonly byteOffset: number;
  readonly byteLength: number;
}

export interface SafetensorsFile {
  /** The real path: links resolved. */
  readonly path: string;
  readonly byteLength: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, TensorEntry>;
}

/** The format's own limit on the header. */
const MAX_HEADER_BYTES = 100_000_000;

/**
 * Reads and checks the header of the .safetensors file at `path`. Reads nothing beyond it and
 * allocates no more than the file is long.
 *
 * @throws {SyntaxError} when the bytes are not a safetensors header
 * @throws {RangeError} when the header speaks of bytes the file does not have
 */
export async function readSafetensorsHeader(
  path: string,
  { maxHeaderBytes = MAX_HEADER_BYTES, what = "weights" }: {
    maxHeaderBytes?: number;
    /** What the file is, for errors. */
    what?: string;
  } = {},
): Promise<SafetensorsFile> {
  const cannot = `Cannot read ${what} "${path}"`;
  const realPath = await Deno.realPath(path);
  const info = await Deno.stat(realPath);
  if (!info.isFile) throw new TypeError(`${cannot}: not a regular file`);
  using file = await Deno.open(realPath);
  if (info.size < 8) {
    throw new SyntaxError(
      `${cannot}: ${info.size} bytes, a safetensors file has at least 8`,
    );
  }
  const lengthBytes = await readExactly(file, { offset: 0, byteLength: 8 });
  const headerBytes = new DataView(lengthBytes.buffer).getBigUint64(0, true);
  if (headerBytes > BigInt(info.size - 8)) {
    throw new RangeError(
      `${cannot}: its header claims ${headerBytes} bytes, the file has ` +
        `${info.size - 8} after the length; it is damaged, cut short, or no safetensors file`,
    );
  }
  if (headerBytes > BigInt(maxHeaderBytes)) {
    throw new RangeError(
      `${cannot}: a header of ${headerBytes} bytes, at most ${maxHeaderBytes} ` +
        `are allowed`,
    );
  }
  const bytes = await readExactly(file, { offset: 8, byteLength: Number(headerBytes) });
  const dataOffset = 8 + Number(headerBytes);
  const fail = (state: string) => new SyntaxError(`${cannot}: ${state}`);
  const { metadata, tensors } = parseHeader(bytes, { dataOffset, fail });
  checkCoverage(tensors, { dataOffset, fileBytes: info.size, cannot });
  return { path: realPath, byteLength: info.size, metadata, tensors };
}

type Fail = (state: string) => SyntaxError;

function parseHeader(bytes: Uint8Array, { dataOffset, fail }: { dataOffset: number; fail: Fail }) {
  let text: string;
  let header: unknown;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    if (!text.startsWith("{")) throw new SyntaxError("it does not start with {");
    header = JSON.parse(text);
  } catch (error) {
    throw fail(`its header is not JSON in UTF-8: ${shown((error as Error).message)}`);
  }
  const metadata: Record<string, string> = {};
  const tensors = new Map<string, TensorEntry>();
  let keys = 0;
  for (const [name, value] of Object.entries(header as object)) {
    keys += 1;
    // The reference reader takes null for no metadata.
    if (name === "__metadata__" && value === null) continue;
    if (!isObject(value)) throw fail(`header entry "${shown(name)}" is not an object`);
    if (name === "__metadata__") {
      for (const [key, text] of Object.entries(value)) {
        if (typeof text !== "string") {
          throw fail(`metadata "${shown(key)}" is not a string`);
        }
        // Not an assignment: the key may be "__proto__".
        Object.defineProperty(metadata, key, { value: text, enumerable: true });
        keys += 1;
      }
    } else {
      tensors.set(name, parseEntry(name, value, { dataOffset, fail }));
      keys += 3;
    }
  }
  // JSON.parse keeps the last of two equal keys without a word; the text has one colon per key.
  if (countKeys(text) !== keys) throw fail("its header names something twice");
  return { metadata, tensors };
}

function parseEntry(
  name: string,
  value: Record<string, unknown>,
  { dataOffset, fail }: { dataOffset: number; fail: Fail },
): TensorEntry {
  const where = `tensor "${shown(name)}"`;
  const { dtype, shape, data_offsets: offsets, ...rest } = value;
  for (const key of Object.keys(rest)) throw fail(`${where} has an unknown field "${shown(key)}"`);
  if (typeof dtype !== "string" || !Object.hasOwn(DTYPE_BITS, dtype)) {
    throw fail(
      `${where} has dtype ${quote(dtype)}, known are ${Object.keys(DTYPE_BITS).join(", ")}`,
    );
  }
  if (!isCounts(shape)) {
    throw fail(`${where} has shape ${quote(shape)}, an array of whole numbers is needed`);
  }
  if (!isCounts(offsets) || offsets.length !== 2 || offsets[0] > offsets[1]) {
    throw fail(`${where} has data_offsets ${quote(offsets)}, [begin, end] is needed`);
  }
  let bits: number = DTYPE_BITS[dtype as SafetensorsDtype];
  for (const length of shape) {
    bits *= length;
    if (!Number.isSafeInteger(bits)) throw fail(`${where} of shape ${quote(shape)} is too large`);
  }
  const wanted = bits / 8;
  if (!Number.isInteger(wanted)) {
    throw fail(
      `${where} is ${dtype} of shape ${quote(shape)}, ${bits} bits, which are no whole bytes`,
    );
  }
  const byteLength = offsets[1] - offsets[0];
  if (byteLength !== wanted) {
    throw fail(
      `${where} has ${byteLength} bytes, ${dtype} of shape ${quote(shape)} takes ${wanted}`,
    );
  }
  return {
    name,
    dtype: dtype as SafetensorsDtype,
    shape,
    byteOffset: dataOffset + offsets[0],
    byteLength,
  };
}

/** Tensors lie one after the other, from the header's end to the file's: no overlap, no gap. */
function checkCoverage(
  tensors: ReadonlyMap<string, TensorEntry>,
  { dataOffset, fileBytes, cannot }: { dataOffset: number; fileBytes: number; cannot: string },
): void {
  const byPosition = [...tensors.values()].sort((a, b) =>
    a.byteOffset - b.byteOffset || a.byteLength - b.byteLength
  );
  let end = dataOffset;
  for (const { name, byteOffset, byteLength } of byPosition) {
    if (byteOffset + byteLength > fileBytes) {
      throw new RangeError(
        `${cannot}: tensor "${shown(name)}" ends at byte ` +
          `${byteOffset + byteLength}, the file has ${fileBytes}; it is damaged or cut short`,
      );
    }
    if (byteOffset !== end) {
      const state = byteOffset < end ? "overlaps the one before it" : "leaves a gap before it";
      throw new RangeError(
        `${cannot}: tensor "${shown(name)}" at byte ${byteOffset} ${state}, ` +
          `${end} was expected`,
      );
    }
    end = byteOffset + byteLength;
  }
  if (end !== fileBytes) {
    throw new RangeError(
      `${cannot}: ${fileBytes - end} bytes after the last tensor belong to none`,
    );
  }
}

/** Keys in a JSON text that is known to parse: colons outside strings. */
function countKeys(json: string): number {
  let count = 0;
  let inString = false;
  for (let i = 0; i < json.length; i++) {
    const c = json.charCodeAt(i);
    if (c === 0x22) inString = !inString;
    else if (inString && c === 0x5c) i += 1;
    else if (!inString && c === 0x3a) count += 1;
  }
  return count;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}

/** A value from the file, for an error: never walks into it, it may be deep or large. */
function quote(value: unknown): string {
  if (value === undefined) return "missing";
  if (typeof value === "string") return `"${shown(value)}"`;
  if (!Array.isArray(value)) return isObject(value) ? "an object" : String(value);
  const flat = value.length <= 8 && value.every((item) => typeof item !== "object");
  return flat ? shown(JSON.stringify(value)) : `an array of ${value.length}`;
}
