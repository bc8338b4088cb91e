import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { checkFile, fixtureSettings, type PublishedFile } from "../fixtures/mod.ts";
import { readyFiles } from "./_ready_files.ts";
import { readConfig } from "./config.ts";
import type { LoadOptions, ReadyModel } from "./ready_model.ts";
import { openWeights } from "./weights/mod.ts";

/**
 * Whether a model's name is the path of files and no id: it has a slash, or ends in .gguf or
 * .safetensors. "./tiny" is a path, "tiny" an id.
 */
export function isModelPath(model: string | URL): boolean {
  return model instanceof URL || /[/\\]|\.(gguf|safetensors)$/.test(model);
}

/**
 * A model of the user's own files, as they are: a .gguf file, a .safetensors file with config.json
 * and tokenizer.json beside it, or a folder that holds either. Nothing says what they should be; they
 * are hashed, so that solutions name them.
 *
 * @throws RangeError where there is no model at that path
 */
export async function ownModel(
  model: string | URL,
  options: Pick<LoadOptions, "settings" | "signal" | "onEvent" | "onProgress" | "full"> = {},
): Promise<ReadyModel> {
  const { settings = fixtureSettings(), ...rest } = options;
  const path = resolve(model instanceof URL ? fileURLToPath(model) : model);
  const wrong = (what: string) => new RangeError(`Cannot open model "${path}": ${what}`);
  const files = await filesAt(path, wrong);
  const { cacheFolder } = settings;
  const any = { bytes: null, sha256: null };
  const published: PublishedFile[] = [];
  for (const [role, file] of files) {
    const { bytes, sha256 } = await checkFile(file, any, { cacheFolder, ...rest });
    published.push({ role, path: file, name: basename(file), bytes, sha256, source: "own files" });
  }
  const format = files[0][1].endsWith(".gguf") ? "gguf" : "safetensors";
  const ready = await readyFiles(published, { settings, ...rest, format });
  const { architecture } = readConfig(ready.config);
  return { id: idOf(path), architecture, ...ready };
}

type Roles = (readonly [role: string, path: string])[];
type Wrong = (what: string) => RangeError;

/** The files at a path by role, the weights first. */
async function filesAt(path: string, wrong: Wrong): Promise<Roles> {
  const info = await Deno.stat(path).catch((error) => {
    if (error instanceof Deno.errors.NotFound) throw wrong("there is no such file or folder");
    throw error;
  });
  const weights = info.isDirectory ? await weightsIn(path, wrong) : [path];
  const [first] = weights;
  if (first.endsWith(".gguf")) return [["weights", first]];
  if (!first.endsWith(".safetensors")) {
    throw wrong("want a .gguf or .safetensors file, or the folder of one");
  }
  const roles: Roles = weights.map((file, i) => [i === 0 ? "weights" : `weights.${i + 1}`, file]);
  for (const role of ["config", "tokenizer"]) {
    const file = join(dirname(first), `${role}.json`);
    if (!await exists(file)) throw wrong(`there is no ${role}.json beside its weights`);
    roles.push([role, file]);
  }
  return roles;
}

/** A folder's weights: shards in the order of their names, which number them. */
async function weightsIn(folder: string, wrong: Wrong): Promise<string[]> {
  const [index, single] = ["model.safetensors.index.json", "model.safetensors"];
  if (await exists(join(folder, index))) return [...(await openWeights(folder)).paths].sort();
  if (await exists(join(folder, single))) return [join(folder, single)];
  const found: string[] = [];
  for await (const { name } of Deno.readDir(folder)) if (name.endsWith(".gguf")) found.push(name);
  if (found.length === 1) return [join(folder, found[0])];
  throw wrong(
    found.length === 0
      ? "the folder holds neither model.safetensors nor a .gguf file"
      : `the folder holds ${found.length} .gguf files, name one: ${found.sort().join(", ")}`,
  );
}

/** The name of the file or folder, as a word that a solution can carry. */
function idOf(path: string): string {
  const name = basename(path).replaceAll(/[^\x21-\x7e]/g, "_").slice(0, 120);
  return /^\.*$/.test(name) ? "own" : name;
}

const exists = (path: string) => Deno.stat(path).then(() => true, () => false);
