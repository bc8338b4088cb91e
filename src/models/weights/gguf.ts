/**
 * The header of a GGUF file: metadata and where each tensor's bytes lie.
 *
 * The npm package @huggingface/gguf reads this format too and is the independent check in the
 * tests. It is not used here because it is made for reading over the network: it pads the last
 * chunk with zeros, so a file cut short inside its header parses as if it were whole; it limits a
 * string or an array by constants instead of by what the file can hold; and it does not check that
 * tensors lie inside the file, apart from each other, under different names.
 *
 * Layout (versions 2 and 3, little-endian): "GGUF", u32 version, u64 tensor count, u64 metadata
 * count, the metadata (key, type, value), the tensor infos (name, dimensions innermost first, type,
 * offset), padding to `general.alignment`, the data.
 *
 * @module
 */
import { type ByteCursor, byteCursor } from "./_byte_cursor.ts";
import { shown } from "./_shown.ts";
import { GGUF_STORAGE, type GgufStorage } from "./dequantize.ts";

export type GgufScalar = number | bigint | boolean | string;
/** 64-bit integers beyond 2^53 stay bigint. */
export type GgufValue = GgufScalar | readonly GgufScalar[];

/** One tensor: `shape` outermost first (the file has it the other way round). */
export interface GgufTensor {
  readonly name: string;
  readonly storage: GgufStorage;
  readonly shape: readonly number[];
  /** Counted from the file's start. */
  readonly byteOffset: number;
  readonly byteLength: number;
}

export interface GgufFile {
  /** The real path: links resolved. */
  readonly path: string;
  readonly byteLength: number;
  readonly metadata: ReadonlyMap<string, GgufValue>;
  readonly tensors: ReadonlyMap<string, GgufTensor>;
}

const DEFAULT_ALIGNMENT = 32;
const MAX_DIMENSIONS = 4;

/**
 * Reads and checks the header of the GGUF file at `path`. Reads nothing beyond it; memory is
 * bounded by the header's own length.
 *
 * @throws {SyntaxError} when the bytes are not a GGUF header, or use what is not supported
 * @throws {RangeError} when the header speaks of bytes the file does not have
 */
export async function readGgufHeader(path: string): Promise<GgufFile> {
  const realPath = await Deno.realPath(path);
  const info = await Deno.stat(realPath);
  if (!info.isFile) throw new TypeError(`Cannot read weights "${path}": not a regular file`);
  const failures = {
    syntax: (state: string) => new SyntaxError(`Cannot read weights "${path}": ${state}`),
    range: (state: string) =>
      new RangeError(`Cannot read weights "${path}": ${state}; it is damaged or cut short`),
  };
  using file = await Deno.open(realPath);
  const cursor = byteCursor(file, { end: info.size, fail: failures.range });
  const { tensorCount, metadataCount } = readPreamble(cursor, failures);
  const metadata = readMetadata(cursor, { count: metadataCount, ...failures });
  const tensors = readTensorInfos(cursor, { count: tensorCount, metadata, ...failures });
  checkExtents(tensors, { fileBytes: info.size, ...failures });
  return { path: realPath, byteLength: info.size, metadata, tensors };
}

interface Failures {
  readonly syntax: (state: string) => SyntaxError;
  readonly range: (state: string) => RangeError;
}

function readPreamble(cursor: ByteCursor, { syntax }: Failures) {
  const magic = cursor.take(4, "the magic number").getUint32(0);
  if (magic !== 0x47475546) throw syntax(`it does not start with "GGUF"`);
  const version = cursor.take(4, "the version").getUint32(0, true);
  if (version === 0x02000000 || version === 0x03000000) {
    throw syntax("it is big-endian, a little-endian file is needed");
  }
  if (version !== 2 && version !== 3) throw syntax(`GGUF version ${version}, 2 or 3 is needed`);
  return {
    tensorCount: readCount(cursor, { what: "the tensor count", least: 8 + 4 + 4 + 8 }),
    metadataCount: readCount(cursor, { what: "the metadata count", least: 8 + 4 + 1 }),
  };
}

/** A count is believed only as far as the file can hold that many items of `least` bytes. */
function readCount(cursor: ByteCursor, { what, least }: { what: string; least: number }): number {
  const view = cursor.take(8, what);
  // No bigint: a vocabulary has a hundred thousand lengths. Below 2^53 the sum is exact.
  const count = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  // Asking for the impossible length makes the cursor's own located error.
  if (count * least > cursor.remaining) cursor.take(count * least, what);
  return count;
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function readString(cursor: ByteCursor, { what, syntax }: { what: string } & Failures): string {
  const length = readCount(cursor, { what, least: 1 });
  const at = cursor.position;
  const view = cursor.take(length, what);
  try {
    return shortText(view) ?? decoder.decode(view);
  } catch {
    throw syntax(`${what} at byte ${at} is not UTF-8`);
  }
}

/**
 * UTF-8 of at most 64 bytes and below U+0800, as tokens and merges are: a call of the decoder costs
 * more than they do. Null where it is anything else, valid or not.
 */
function shortText(view: DataView): string | null {
  const { byteLength } = view;
  if (byteLength > 64) return null;
  let text = "";
  for (let i = 0; i < byteLength; i++) {
    const byte = view.getUint8(i);
    if (byte < 0x80) {
      text += String.fromCharCode(byte);
      continue;
    }
    if (byte < 0xc2 || byte > 0xdf || ++i === byteLength) return null;
    const next = view.getUint8(i);
    if ((next & 0xc0) !== 0x80) return null;
    text += String.fromCharCode((byte & 0x1f) << 6 | next & 0x3f);
  }
  return text;
}

/** Bytes and reader of each scalar type, by its number in the file. */
const SCALARS: Record<number, [number, (view: DataView, at: number) => number | bigint | boolean]> =
  {
    0: [1, (view, at) => view.getUint8(at)],
    1: [1, (view, at) => view.getInt8(at)],
    2: [2, (view, at) => view.getUint16(at, true)],
    3: [2, (view, at) => view.getInt16(at, true)],
    4: [4, (view, at) => view.getUint32(at, true)],
    5: [4, (view, at) => view.getInt32(at, true)],
    6: [4, (view, at) => view.getFloat32(at, true)],
    7: [1, (view, at) => view.getUint8(at) !== 0],
    10: [8, (view, at) => narrow(view.getBigUint64(at, true))],
    11: [8, (view, at) => narrow(view.getBigInt64(at, true))],
    12: [8, (view, at) => view.getFloat64(at, true)],
  };
const STRING = 8;
const ARRAY = 9;

function narrow(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function readMetadata(
  cursor: ByteCursor,
  { count, ...failures }: { count: number } & Failures,
): Map<string, GgufValue> {
  const metadata = new Map<string, GgufValue>();
  for (let i = 0; i < count; i++) {
    const key = readString(cursor, { what: `metadata key ${i}`, ...failures });
    if (metadata.has(key)) throw failures.syntax(`metadata "${shown(key)}" stands there twice`);
    const what = `metadata "${shown(key)}"`;
    const type = cursor.take(4, `the type of ${what}`).getUint32(0, true);
    metadata.set(key, readValue(cursor, { type, what, ...failures }));
  }
  return metadata;
}

function readValue(
  cursor: ByteCursor,
  { type, what, ...failures }: { type: number; what: string } & Failures,
): GgufValue {
  if (type !== ARRAY) return readScalar(cursor, { type, what, ...failures });
  const elementType = cursor.take(4, `the element type of ${what}`).getUint32(0, true);
  if (elementType === ARRAY) throw failures.syntax(`${what} is an array of arrays, unsupported`);
  const least = elementType === STRING ? 8 : SCALARS[elementType]?.[0] ?? 1;
  const length = readCount(cursor, { what: `the length of ${what}`, least });
  const values: GgufScalar[] = [];
  // Made once, and numbers taken at once: an array may have a hundred thousand items.
  const options = { type: elementType, what, ...failures };
  if (elementType === STRING) {
    for (let i = 0; i < length; i++) values.push(readString(cursor, options));
    return values;
  }
  const [bytes, read] = scalarOf(options);
  const view = cursor.take(length * bytes, what);
  for (let i = 0; i < length; i++) values.push(read(view, i * bytes));
  return values;
}

function readScalar(
  cursor: ByteCursor,
  options: { type: number; what: string } & Failures,
): GgufScalar {
  if (options.type === STRING) return readString(cursor, options);
  const [bytes, read] = scalarOf(options);
  return read(cursor.take(bytes, options.what), 0);
}

function scalarOf({ type, what, syntax }: { type: number; what: string } & Failures) {
  const scalar = SCALARS[type];
  if (!scalar) throw syntax(`${what} has type ${type}, 0 to 12 are known`);
  return scalar;
}

function readTensorInfos(
  cursor: ByteCursor,
  { count, metadata, ...failures }:
    & { count: number; metadata: ReadonlyMap<string, GgufValue> }
    & Failures,
): Map<string, GgufTensor> {
  const alignment = metadata.get("general.alignment") ?? DEFAULT_ALIGNMENT;
  if (
    typeof alignment !== "number" || !Number.isInteger(Math.log2(alignment)) || alignment > 2 ** 20
  ) {
    throw failures.syntax(
      `metadata "general.alignment" is ${shown(String(alignment))}, a power ` +
        `of two up to 2^20 is needed`,
    );
  }
  const infos: (Omit<GgufTensor, "byteOffset"> & { offset: number })[] = [];
  for (let i = 0; i < count; i++) infos.push(readTensorInfo(cursor, { index: i, ...failures }));
  const dataOffset = Math.ceil(cursor.position / alignment) * alignment;
  const tensors = new Map<string, GgufTensor>();
  for (const { offset, ...info } of infos) {
    if (tensors.has(info.name)) {
      throw failures.syntax(`tensor "${shown(info.name)}" stands there twice`);
    }
    if (offset % alignment !== 0) {
      throw failures.syntax(
        `tensor "${shown(info.name)}" starts at ${offset}, a multiple of ${alignment} is needed`,
      );
    }
    tensors.set(info.name, { ...info, byteOffset: dataOffset + offset });
  }
  return tensors;
}

function readTensorInfo(cursor: ByteCursor, { index, ...failures }: { index: number } & Failures) {
  const name = readString(cursor, { what: `the name of tensor ${index}`, ...failures });
  const what = `tensor "${shown(name)}"`;
  const dimensions = cursor.take(4, `the dimensions of ${what}`).getUint32(0, true);
  if (dimensions < 1 || dimensions > MAX_DIMENSIONS) {
    throw failures.syntax(
      `${what} has ${dimensions} dimensions, 1 to ${MAX_DIMENSIONS} are allowed`,
    );
  }
  const shape: number[] = [];
  let elements = 1;
  for (let d = 0; d < dimensions; d++) {
    const length = cursor.take(8, `a dimension of ${what}`).getBigUint64(0, true);
    shape.unshift(Number(length));
    elements *= Number(length);
    if (!Number.isSafeInteger(elements) || !Number.isSafeInteger(Number(length))) {
      throw failures.syntax(`${what} of shape [${shape.join(", ")}] is too large`);
    }
  }
  const typeNumber = cursor.take(4, `the type of ${what}`).getUint32(0, true);
  const offset = cursor.take(8, `the offset of ${what}`).getBigUint64(0, true);
  const storage = GGUF_STORAGE.find(({ number }) => number === typeNumber);
  if (!storage) {
    const known = GGUF_STORAGE.map(({ name }) => name).join(", ");
    throw failures.syntax(`${what} is stored as type ${typeNumber}, supported are ${known}`);
  }
  const { blockElements, blockBytes } = storage;
  if (shape[shape.length - 1] % blockElements !== 0) {
    throw failures.syntax(
      `${what} has rows of ${
        shape[shape.length - 1]
      }, ${storage.name} needs a multiple of ${blockElements}`,
    );
  }
  if (!Number.isSafeInteger(Number(offset))) {
    throw failures.range(`${what} starts at byte ${offset}`);
  }
  const byteLength = elements / blockElements * blockBytes;
  return { name, storage: storage.name, shape, offset: Number(offset), byteLength };
}

/** Every tensor inside the file, none on top of another. Padding between them is allowed. */
function checkExtents(
  tensors: ReadonlyMap<string, GgufTensor>,
  { fileBytes, range, syntax }: { fileBytes: number } & Failures,
): void {
  let end = 0;
  let before = "";
  for (const { name, byteOffset, byteLength } of inFileOrder(tensors)) {
    if (byteOffset + byteLength > fileBytes) {
      throw range(
        `tensor "${shown(name)}" ends at byte ${
          byteOffset + byteLength
        }, the file has ${fileBytes}`,
      );
    }
    if (byteOffset < end) throw syntax(`tensor "${shown(name)}" overlaps "${shown(before)}"`);
    end = byteOffset + byteLength;
    before = name;
  }
}

function inFileOrder(tensors: ReadonlyMap<string, GgufTensor>): GgufTensor[] {
  return [...tensors.values()].sort((a, b) =>
    a.byteOffset - b.byteOffset || a.byteLength - b.byteLength
  );
}
