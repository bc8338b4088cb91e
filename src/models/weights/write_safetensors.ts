import { writeAll, writeWhole } from "../../fixtures/mod.ts";
import { DTYPE_BITS, type SafetensorsDtype } from "./safetensors.ts";

type Chunks = Iterable<ArrayBufferView> | AsyncIterable<ArrayBufferView>;

/** A tensor to write; `data` gives its bytes in order, all at once or lazily in chunks. */
export interface TensorToWrite {
  readonly name: string;
  readonly dtype: SafetensorsDtype;
  readonly shape: readonly number[];
  readonly data: ArrayBufferView | (() => Chunks);
}

/** Told once per chunk. */
export type WriteProgress = (done: { bytesDone: number; bytesTotal: number }) => void;

/** Data starts on a cache line, and on a boundary every dtype can be mapped from. */
const DATA_ALIGNMENT = 64;

/**
 * Writes a .safetensors file, tensors in the order given, one after the other. Streams: at most one
 * chunk is in memory. The file appears under its name only when complete and synced to disk.
 *
 * @throws {RangeError} when a tensor's data is not as long as its dtype and shape say
 */
export async function writeSafetensors(
  path: string,
  entries: readonly TensorToWrite[],
  { metadata = {}, onProgress, signal }: {
    metadata?: Readonly<Record<string, string>>;
    onProgress?: WriteProgress;
    signal?: AbortSignal;
  } = {},
): Promise<void> {
  const { header, bytesTotal } = layOut(entries, metadata);
  await writeWhole(path, {
    bytes: header.length + bytesTotal,
    write: async (file) => {
      await writeAll(file, header);
      await writeTensors(file, entries, { bytesTotal, onProgress, signal });
    },
  });
}

async function writeTensors(
  file: Deno.FsFile,
  entries: readonly TensorToWrite[],
  { bytesTotal, onProgress, signal }: {
    bytesTotal: number;
    onProgress?: WriteProgress;
    signal?: AbortSignal;
  },
): Promise<void> {
  let bytesDone = 0;
  for (const entry of entries) {
    let written = 0;
    const wanted = byteLengthOf(entry);
    for await (const chunk of chunksOf(entry)) {
      signal?.throwIfAborted();
      written += chunk.byteLength;
      if (written > wanted) break;
      await writeAll(file, new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
      bytesDone += chunk.byteLength;
      onProgress?.({ bytesDone, bytesTotal });
    }
    if (written !== wanted) {
      const state = written > wanted ? `more than ${wanted}` : `${written}`;
      throw new RangeError(
        `Cannot write tensor "${entry.name}": got ${state} bytes, ${entry.dtype} of shape ` +
          `[${entry.shape.join(", ")}] takes ${wanted}`,
      );
    }
  }
}

function layOut(entries: readonly TensorToWrite[], metadata: Readonly<Record<string, string>>) {
  const header = new Map<string, unknown>();
  if (Object.keys(metadata).length > 0) header.set("__metadata__", metadata);
  let offset = 0;
  for (const entry of entries) {
    if (header.has(entry.name)) {
      throw new RangeError(`Cannot write tensor "${entry.name}": the name is used twice`);
    }
    const end = offset + byteLengthOf(entry);
    header.set(entry.name, {
      dtype: entry.dtype,
      shape: entry.shape,
      data_offsets: [offset, end],
    });
    offset = end;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const dataOffset = Math.ceil((8 + json.length) / DATA_ALIGNMENT) * DATA_ALIGNMENT;
  // The format allows trailing spaces after the JSON.
  const bytes = new Uint8Array(dataOffset).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(dataOffset - 8), true);
  bytes.set(json, 8);
  return { header: bytes, bytesTotal: offset };
}

function byteLengthOf({ dtype, shape }: TensorToWrite): number {
  return shape.reduce((product, length) => product * length, DTYPE_BITS[dtype]) / 8;
}

function chunksOf({ data }: TensorToWrite): Chunks {
  return typeof data === "function" ? data() : [data];
}
