import { basename, join } from "node:path";
import {
  apply,
  type Graph,
  topologicalOrder,
  type Value,
  verify,
  weight,
  type WeightLocation,
} from "../graph/mod.ts";
import { checkFile, withLock, writeFileAtomic } from "../fixtures/mod.ts";
import { checkConverted } from "../models/convert_once.ts";
import {
  openWeights,
  type TensorToWrite,
  type WeightEntry,
  writeSafetensors,
} from "../models/weights/mod.ts";
import { readExactly } from "../models/weights/read_exactly.ts";
import { bfloat16Bits } from "../records/bfloat16.ts";

/** Raised when the copies' contents change. */
const version = 1;

/** About this many numbers are in memory at a time. */
const chunkElements = 1 << 20;

const elementBytes = { F32: 4, F16: 2, BF16: 2 } as const;
type FloatDtype = keyof typeof elementBytes;

export interface RoundingOptions {
  /** Of the published weights: the copies are kept under it. */
  readonly weightsSha256: string;
  readonly cacheFolder: string;
  /** Asked before every chunk that is written; may throw to end the work. */
  readonly onChunk?: () => void;
}

/**
 * The same graph with its weights rounded to bfloat16, to the nearest. Each file the graph reads is
 * rounded whole into the cache, once and atomically; a graph whose weights are bfloat16 is given back.
 *
 * @throws WrongFileError where a copy was changed since it was made
 */
export async function withRoundedWeights(graph: Graph, options: RoundingOptions): Promise<Graph> {
  if (readsBfloat16Alone(graph)) return graph;
  const relocations = new Map<string, Relocation>();
  for (const path of new Set(weightsOf(graph).map(({ path }) => path))) {
    relocations.set(path, await relocationTo(await roundedCopy(path, options), { from: path }));
  }
  return withWeightsAt(graph, (location) => relocations.get(location.path)!(location));
}

/** Whether rounding would change nothing. */
export function readsBfloat16Alone(graph: Graph): boolean {
  return weightsOf(graph).every(({ storage }) => storage === "BF16");
}

/** Where the weights lie that a graph reads. */
function weightsOf({ outputs }: Graph): WeightLocation[] {
  const read = topologicalOrder(Object.values(outputs)).flatMap(({ inputs }) => inputs);
  return read.flatMap(({ origin }) => origin.kind === "weight" ? [origin.location] : []);
}

type Relocation = (location: WeightLocation) => WeightLocation;

/** A graph that reads its weights elsewhere. */
function withWeightsAt({ inputs, outputs }: Graph, relocate: Relocation): Graph {
  const moved = new Map<Value, Value>();
  const movedOf = (value: Value): Value => {
    const { origin, shape } = value;
    if (origin.kind === "weight" && !moved.has(value)) {
      moved.set(value, weight(origin.name, shape, relocate(origin.location)));
    }
    return moved.get(value) ?? value;
  };
  for (const node of topologicalOrder(Object.values(outputs))) {
    const made = apply(node.kernel, node.inputs.map(movedOf), node.attributes);
    node.outputs.forEach((value, i) => moved.set(value, made[i]));
  }
  const renamed = Object.entries(outputs).map(([name, value]) => [name, movedOf(value)] as const);
  return verify({ inputs, outputs: Object.fromEntries(renamed) });
}

/**
 * Where a weight lies in the rounded copy of its file. Tensors keep their order there, so neighbours
 * that are read as one weight stay neighbours.
 */
async function relocationTo(copy: string, { from }: { from: string }): Promise<Relocation> {
  const [original, rounded] = [await openWeights(from), await openWeights(copy)];
  const at = new Map([...original.tensors.values()].map((entry) => [entry.byteOffset, entry.name]));
  return ({ byteOffset, byteLength, storage }) => {
    const first = rounded.tensors.get(at.get(byteOffset)!)!;
    return {
      path: first.path,
      byteOffset: first.byteOffset,
      byteLength: byteLength / elementBytes[storage] * elementBytes.BF16,
      storage: "BF16",
    };
  };
}

/** Path of the copy of one .safetensors file, made now where it is not there. */
async function roundedCopy(path: string, options: RoundingOptions): Promise<string> {
  const { weightsSha256, cacheFolder, onChunk } = options;
  const copy = join(
    cacheFolder,
    "rounded",
    `${weightsSha256}-bfloat16-v${version}`,
    basename(path),
  );
  await withLock(`${copy}.lock`, async () => {
    if (await checkConverted(copy, { cacheFolder })) return;
    await writeSafetensors(copy, await roundedTensors(path, onChunk), {
      metadata: { "onepass.source_sha256": weightsSha256, "onepass.rounded_to": "bfloat16" },
    });
    const want = { bytes: null, sha256: null };
    const made = await checkFile(copy, want, { cacheFolder, source: "rounding", full: true });
    await writeFileAtomic(`${copy}.sha256`, `${made.sha256}\n`);
  });
  return copy;
}

/** What a file's copy is to hold: its tensors of floats, in the file's order. */
async function roundedTensors(
  path: string,
  onChunk: RoundingOptions["onChunk"] = () => {},
): Promise<TensorToWrite[]> {
  const { tensors } = await openWeights(path);
  const inOrder = [...tensors.values()].sort((a, b) => a.byteOffset - b.byteOffset);
  return inOrder.filter(isFloat).map((entry) => ({
    name: entry.name,
    dtype: "BF16",
    shape: entry.shape,
    async *data() {
      using file = await Deno.open(path);
      const bytes = chunkElements * elementBytes[entry.dtype];
      for (let done = 0; done < entry.byteLength; done += bytes) {
        onChunk();
        const byteLength = Math.min(bytes, entry.byteLength - done);
        const read = await readExactly(file, { offset: entry.byteOffset + done, byteLength });
        yield rounded(read.buffer, entry.dtype);
      }
    },
  }));
}

function isFloat(entry: WeightEntry): entry is WeightEntry & { readonly dtype: FloatDtype } {
  return Object.hasOwn(elementBytes, entry.dtype);
}

function rounded(buffer: ArrayBuffer, dtype: FloatDtype): Uint16Array {
  switch (dtype) {
    case "F32":
      return bfloat16Bits(new Float32Array(buffer));
    case "F16":
      return bfloat16Bits(new Float32Array(new Float16Array(buffer)));
    case "BF16":
      return new Uint16Array(buffer);
  }
}
