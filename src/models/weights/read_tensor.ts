import { readExactly } from "./read_exactly.ts";
import type { TensorEntry } from "./safetensors.ts";

/** Anything that knows where a named tensor lies: one file, or the sharded set. */
export interface TensorSource {
  /** The file of entries that carry no path of their own. */
  readonly path?: string;
  readonly tensors: ReadonlyMap<string, TensorEntry & { readonly path?: string }>;
}

/**
 * Reads one tensor into memory as float32, row-major. F32 is copied, F16 and BF16 widened (exact).
 * For tests and small reads: engines map the weights in place instead.
 *
 * @throws {RangeError} when there is no such tensor
 * @throws {TypeError} when its dtype is none of the three
 */
export async function readTensor(
  source: TensorSource,
  name: string,
): Promise<Float32Array<ArrayBuffer>> {
  const entry = source.tensors.get(name);
  const path = entry?.path ?? source.path;
  if (!entry || path === undefined) {
    const known = [...source.tensors.keys()].slice(0, 5).join(", ");
    throw new RangeError(`Cannot read tensor "${name}": no such name; the file has ${known}, …`);
  }
  using file = await Deno.open(path);
  const { buffer } = await readExactly(file, {
    offset: entry.byteOffset,
    byteLength: entry.byteLength,
  });
  switch (entry.dtype) {
    case "F32":
      return new Float32Array(buffer);
    case "F16":
      return new Float32Array(new Float16Array(buffer));
    case "BF16":
      return widenBfloat16(new Uint16Array(buffer));
    default:
      throw new TypeError(
        `Cannot read tensor "${name}" as float32: its dtype is ${entry.dtype}, F32, F16 or BF16 is needed`,
      );
  }
}

/** bfloat16 is the upper half of a float32. */
function widenBfloat16(halves: Uint16Array): Float32Array<ArrayBuffer> {
  const words = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) words[i] = halves[i] << 16;
  return new Float32Array(words.buffer);
}
