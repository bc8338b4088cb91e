import { join } from "node:path";
import { type Shape, sizeOf, type Value, weight } from "../graph/mod.ts";
import { normals, pinnedStream } from "../random/mod.ts";

/** Weights in a file of their own, where the engine treats them as it does a model's. */
export interface FrozenWeights extends AsyncDisposable {
  readonly folder: string;
  readonly values: Readonly<Record<string, Value>>;
  dataOf(value: Value): Float32Array;
}

/** Random weights, of a size that keeps products near 1. Disposing deletes the file. */
export async function frozenWeights(
  shapes: Readonly<Record<string, Shape>>,
): Promise<FrozenWeights> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "onepass-weights-" }));
  const path = join(folder, "weights.bin");
  const data = new Map<Value, Float32Array>();
  const values: Record<string, Value> = {};
  using file = await Deno.open(path, { write: true, createNew: true });
  let byteOffset = 0;
  for (const [index, [name, shape]] of Object.entries(shapes).entries()) {
    const deviation = 1 / Math.sqrt(shape.at(-1)!);
    const numbers = normals(pinnedStream("bench", 100 + index), sizeOf(shape))
      .map((value) => value * deviation);
    const { byteLength } = numbers;
    values[name] = weight(name, shape, { path, byteOffset, byteLength, storage: "F32" });
    data.set(values[name], numbers);
    await writeAll(file, new Uint8Array(numbers.buffer));
    byteOffset += byteLength;
  }
  return {
    folder,
    values,
    dataOf: (value) => data.get(value)!,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    written += await file.write(bytes.subarray(written));
  }
}
