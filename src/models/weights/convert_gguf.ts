import { dequantize, GGUF_STORAGE } from "./dequantize.ts";
import { type GgufFile, readGgufHeader } from "./gguf.ts";
import { configFromGguf, type RenamedTensor, renameTensors } from "./gguf_llama.ts";
import { readExactly } from "./read_exactly.ts";
import { type WriteProgress, writeSafetensors } from "./write_safetensors.ts";

/** Bump when the output of {@link convertGguf} changes: converted files are cached under it. */
export const CONVERSION_VERSION = 1;

/** About this many elements are dequantised at a time. */
const CHUNK_ELEMENTS = 1 << 20;

/**
 * Writes the weights of the GGUF file at `ggufPath` as one float32 .safetensors file at `outPath`,
 * under Hugging Face's names and in its order of rows. The header's metadata holds
 * `onepass.source_sha256` (as given) and `onepass.config` (JSON).
 *
 * @throws {SyntaxError | RangeError} when the GGUF file is malformed or not a supported model
 */
export async function convertGguf(
  ggufPath: string,
  outPath: string,
  { sourceSha256, onProgress, signal }: {
    sourceSha256: string;
    onProgress?: WriteProgress;
    signal?: AbortSignal;
  },
): Promise<void> {
  const gguf = await readGgufHeader(ggufPath);
  const config = configFromGguf(gguf);
  using file = await Deno.open(gguf.path);
  const entries = renameTensors(gguf, config).map((tensor) => ({
    name: tensor.name,
    dtype: "F32" as const,
    shape: tensor.shape,
    data: () => float32Chunks(file, tensor),
  }));
  await writeSafetensors(outPath, entries, {
    metadata: {
      "onepass.source_sha256": sourceSha256,
      "onepass.config": JSON.stringify(config),
    },
    onProgress,
    signal,
  });
}

/** One tensor of a GGUF file as float32, in the order of rows of the GGUF file. */
export async function readGgufTensor(
  gguf: GgufFile,
  name: string,
): Promise<Float32Array<ArrayBuffer>> {
  const tensor = gguf.tensors.get(name);
  if (!tensor) throw new RangeError(`Cannot read tensor "${name}": the file has no such name`);
  using file = await Deno.open(gguf.path);
  const { byteOffset, byteLength, storage } = tensor;
  return dequantize(await readExactly(file, { offset: byteOffset, byteLength }), storage);
}

async function* float32Chunks(
  file: Deno.FsFile,
  { source, headDim }: RenamedTensor,
): AsyncGenerator<Float32Array> {
  const { blockBytes, blockElements } = GGUF_STORAGE.find(({ name }) => name === source.storage)!;
  const width = source.shape[source.shape.length - 1];
  const rowBytes = width / blockElements * blockBytes;
  // Whole heads at a time, so that a chunk can be reordered on its own.
  const unit = headDim ?? 1;
  const rows = Math.max(unit, Math.floor(CHUNK_ELEMENTS / width / unit) * unit);
  for (let at = 0; at < source.byteLength; at += rows * rowBytes) {
    const values = dequantize(
      await readExactly(file, {
        offset: source.byteOffset + at,
        byteLength: Math.min(rows * rowBytes, source.byteLength - at),
      }),
      source.storage,
    );
    yield headDim === undefined ? values : halvesFromPairs(values, { headDim, width });
  }
}

/** Rows of each head from [hd/2, 2] (llama.cpp) to [2, hd/2] (Hugging Face). `values` [rows, width]. */
export function halvesFromPairs(
  values: Float32Array,
  { headDim, width }: { headDim: number; width: number },
): Float32Array {
  const out = new Float32Array(values.length);
  const half = headDim / 2;
  for (let row = 0; row * width < values.length; row++) {
    const inHead = row % headDim;
    const from = row - inHead + (inHead % half) * 2 + Math.floor(inHead / half);
    out.set(values.subarray(from * width, (from + 1) * width), row * width);
  }
  return out;
}
