import { basename, join } from "node:path";
import { shown } from "./_shown.ts";
import { readJsonObject } from "./read_json.ts";
import { readSafetensorsHeader, type TensorEntry } from "./safetensors.ts";

/** A tensor and the file it lies in (real path). */
export interface WeightEntry extends TensorEntry {
  readonly path: string;
}

/** All weights of a model, from one file or several shards. */
export interface WeightFiles {
  /** Real paths, in order of first use. */
  readonly paths: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, WeightEntry>;
}

const INDEX_NAME = "model.safetensors.index.json";
/** An index of the largest published models is below 1 MB. */
const MAX_INDEX_BYTES = 16_000_000;

/**
 * Opens the weights at `path`: a .safetensors file, an index of shards
 * (`model.safetensors.index.json`), or a folder that holds either. Headers only are read.
 *
 * @throws {SyntaxError | RangeError} when a file is malformed, or index and shards disagree
 */
export async function openWeights(path: string): Promise<WeightFiles> {
  const info = await Deno.stat(path);
  if (info.isDirectory) {
    const index = join(path, INDEX_NAME);
    const sharded = await Deno.stat(index).then(() => true, () => false);
    return await openWeights(sharded ? index : join(path, "model.safetensors"));
  }
  return path.endsWith(".json") ? await openShards(path) : await openOne(path);
}

async function openOne(path: string): Promise<WeightFiles> {
  const file = await readSafetensorsHeader(path);
  const tensors = new Map<string, WeightEntry>();
  for (const entry of file.tensors.values()) {
    tensors.set(entry.name, { ...entry, path: file.path });
  }
  return { paths: [file.path], metadata: file.metadata, tensors };
}

async function openShards(indexPath: string): Promise<WeightFiles> {
  const weightMap = await readIndex(indexPath);
  const folder = await Deno.realPath(join(indexPath, ".."));
  const tensors = new Map<string, WeightEntry>();
  const metadata: Record<string, string> = {};
  const paths: string[] = [];
  for (const shard of new Set(weightMap.values())) {
    const file = await readSafetensorsHeader(join(folder, shard));
    if (join(file.path, "..") !== folder) {
      throw new RangeError(
        `Cannot read weights "${indexPath}": shard "${shard}" is a link that leaves the folder; ` +
          `put the file itself there`,
      );
    }
    Object.assign(metadata, file.metadata);
    paths.push(file.path);
    for (const entry of file.tensors.values()) {
      if (weightMap.get(entry.name) !== shard) {
        throw new SyntaxError(
          `Cannot read weights "${indexPath}": tensor "${
            shown(entry.name)
          }" is in shard "${shard}", the ` +
            `index says ${weightMap.get(entry.name) ?? "nothing"}`,
        );
      }
      tensors.set(entry.name, { ...entry, path: file.path });
    }
  }
  for (const [name, shard] of weightMap) {
    if (!tensors.has(name)) {
      throw new SyntaxError(
        `Cannot read weights "${indexPath}": tensor "${shown(name)}" is not in shard "${shard}"`,
      );
    }
  }
  return { paths, metadata, tensors };
}

async function readIndex(path: string): Promise<Map<string, string>> {
  const index = await readJsonObject(path, { what: "weights", maxBytes: MAX_INDEX_BYTES });
  const map = index.weight_map;
  if (typeof map !== "object" || map === null || Array.isArray(map)) {
    throw new SyntaxError(`Cannot read weights "${path}": it has no object "weight_map"`);
  }
  for (const [name, shard] of Object.entries(map)) {
    if (!isPlainFileName(shard)) {
      const state = typeof shard === "string" ? `"${shown(shard)}"` : `a ${typeof shard}`;
      throw new SyntaxError(
        `Cannot read weights "${path}": tensor "${shown(name)}" is in ${state}, a plain name ` +
          `ending in .safetensors is needed`,
      );
    }
  }
  return new Map(Object.entries(map as Record<string, string>));
}

/** The index comes from outside: a shard lies beside it, never anywhere else. */
function isPlainFileName(name: unknown): name is string {
  return typeof name === "string" && name.length < 256 && basename(name) === name &&
    !/[\\/:\0]/.test(name) && name.endsWith(".safetensors");
}
