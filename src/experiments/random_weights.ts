import { join } from "node:path";
import { checkFile, type FixtureSettings, withLock, writeFileAtomic } from "../fixtures/mod.ts";
import { checkConverted } from "../models/convert_once.ts";
import {
  openWeights,
  readTensor,
  type TensorToWrite,
  type WeightEntry,
  type WeightFiles,
  writeSafetensors,
} from "../models/weights/mod.ts";
import { normals, pinnedStream, seeds } from "../random/mod.ts";

/** Bump when the drawn file changes for the same model and seed: it is cached under this. */
const drawingVersion = 1;

/** Components drawn at a time; even, since normals come in pairs. */
const chunkElements = 1 << 20;

export interface RandomWeightsOptions extends Pick<FixtureSettings, "cacheFolder"> {
  /** Identity of the model's weights, and so the name of what is made from them. */
  readonly weightsSha256: string;
  /** Before each part is drawn; may throw to end the work. */
  readonly onChunk?: () => void;
}

/**
 * Path of a model that learned nothing but its scale, as float32 .safetensors, made now if it is
 * not in the cache: every matrix anew from N(0, σ²), norms at 1, biases at 0.
 *
 * σ is the deviation of the matrix it replaces. At the 0.02 that training starts from, a capacity
 * that is gone could be laid to the scale alone, since trained matrices are larger and differ from
 * each other by several times; at its own scale the network mixes as strongly as the trained one,
 * and only what the weights say is missing.
 */
export async function randomWeights(
  weightsPath: string,
  { weightsSha256, cacheFolder, onChunk = () => {} }: RandomWeightsOptions,
): Promise<string> {
  const { seed } = seeds["random-weights"];
  const name = `${weightsSha256}-s${seed}-v${drawingVersion}.safetensors`;
  const path = join(cacheFolder, "random-weights", name);
  await withLock(`${path}.lock`, async () => {
    if (await checkConverted(path, { cacheFolder })) return;
    const drawn = drawnTensors(await openWeights(weightsPath), onChunk);
    await writeSafetensors(path, drawn, {
      metadata: { "onepass.source_sha256": weightsSha256, "onepass.random_seed": String(seed) },
    });
    const want = { bytes: null, sha256: null };
    const made = await checkFile(path, want, { cacheFolder, source: "a random stream" });
    await writeFileAtomic(`${path}.sha256`, `${made.sha256}\n`);
  });
  return path;
}

/** The model's tensors in the order of its files; buffers that are no float weights stay away. */
function drawnTensors(files: WeightFiles, onChunk: () => void): TensorToWrite[] {
  const weights = [...files.tensors.values()].filter(({ dtype }) =>
    ["F32", "F16", "BF16"].includes(dtype)
  );
  return weights.map((weight, index): TensorToWrite => ({
    name: weight.name,
    dtype: "F32",
    shape: weight.shape,
    data: weight.shape.length < 2
      ? () => [constantLike(weight)]
      : () => drawnChunks({ files, weight, index, onChunk }),
  }));
}

/** What a norm or a bias is before it has learned anything. */
function constantLike({ name, shape }: WeightEntry): Float32Array {
  const length = shape.reduce((product, size) => product * size, 1);
  return new Float32Array(length).fill(name.endsWith(".bias") ? 0 : 1);
}

async function* drawnChunks(
  { files, weight: { name }, index, onChunk }: {
    files: WeightFiles;
    weight: WeightEntry;
    index: number;
    onChunk: () => void;
  },
): AsyncGenerator<Float32Array> {
  const trained = await readTensor(files, name);
  const deviation = deviationOf(trained);
  const stream = pinnedStream("random-weights", index);
  for (let done = 0; done < trained.length; done += chunkElements) {
    onChunk();
    const drawn = normals(stream, Math.min(chunkElements, trained.length - done));
    yield drawn.map((value) => value * deviation);
  }
}

/** Standard deviation of all components. */
function deviationOf(values: Float32Array): number {
  let [sum, squares] = [0, 0];
  for (const value of values) sum += value;
  const mean = sum / values.length;
  for (const value of values) squares += (value - mean) ** 2;
  return Math.sqrt(squares / values.length);
}
