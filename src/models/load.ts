import { dirname } from "node:path";
import {
  type FetchEvent,
  fetchModelFiles,
  type FetchOptions,
  findModel,
  type FixtureSettings,
  fixtureSettings,
  type ModelFixture,
  type ModelManifest,
  MODELS,
  type PublishedFile,
  sha256OfText,
} from "../fixtures/mod.ts";
import {
  configFromGguf,
  readGgufHeader,
  readJsonObject,
  type TokenizerData,
  tokenizerDataFromGguf,
} from "./weights/mod.ts";
import { convertOnce } from "./convert_once.ts";

/** Where the tokenizer's data is: out of the GGUF file, or a tokenizer.json. */
export type TokenizerSource =
  | { readonly kind: "gguf"; readonly data: TokenizerData }
  | { readonly kind: "json"; readonly path: string };

/** A model on this machine, every file checked, ready to be built. */
export interface ReadyModel {
  readonly id: string;
  readonly architecture: ModelFixture["architecture"];
  /** Published files by role. */
  readonly files: Readonly<Record<string, string>>;
  /** What `openWeights` takes: a .safetensors file, or the folder of a sharded one. */
  readonly weights: string;
  /** As in Hugging Face's config.json. Not validated: that is the model's business. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly tokenizer: TokenizerSource;
  /** Of the published file; of the list of "sha256  name" lines when there are several. */
  readonly weightsSha256: string;
  /** Of tokenizer.json, or of the JSON of the GGUF's tokenizer data. */
  readonly tokenizerSha256: string;
  /** Who the weights came from, in words. */
  readonly source: string;
}

/** What happens on the way: fetching, then converting. */
export type LoadEvent = FetchEvent | { readonly kind: "converting"; readonly file: string };

export interface LoadOptions extends Omit<FetchOptions, "settings" | "onEvent"> {
  readonly settings?: FixtureSettings;
  readonly manifest?: ModelManifest;
  readonly onEvent?: (event: LoadEvent) => void;
}

/** config.json of the largest published models is a few kilobytes. */
const MAX_CONFIG_BYTES = 1_000_000;

/**
 * Gets the model called `id` onto this machine and checks it: from the cache, or from the first
 * source that has it. A GGUF file is converted to float32 once.
 *
 * @throws {RangeError} when there is no such model
 * @throws {WrongFileError} when a file is not what it should be; nothing is loaded then
 * @throws {Error} when no source answered
 */
export async function ensureModel(id: string, options: LoadOptions = {}): Promise<ReadyModel> {
  const { settings = fixtureSettings(), manifest = MODELS, ...rest } = options;
  const model = findModel(id, manifest);
  if (model.format === "onnx") {
    throw new TypeError(`Cannot fit with model "${id}": it is no language model`);
  }
  const published = await fetchModelFiles(model, { settings, ...rest });
  const files = Object.fromEntries(published.map(({ role, path }) => [role, path]));
  const weights = published.filter(({ role }) => /^weights(\.|$)/.test(role));
  const base = {
    id,
    architecture: model.architecture,
    files,
    weightsSha256: identityOf(weights),
    source: weights[0].source,
  };
  return model.format === "gguf"
    ? { ...base, ...await readyGguf(weights[0], { settings, ...rest }) }
    : { ...base, ...await readySafetensors(published, weights) };
}

function identityOf(weights: readonly PublishedFile[]): string {
  if (weights.length === 1) return weights[0].sha256;
  return sha256OfText(weights.map(({ sha256, name }) => `${sha256}  ${name}\n`).join(""));
}

async function readySafetensors(
  published: readonly PublishedFile[],
  weights: readonly PublishedFile[],
) {
  const config = published.find(({ role }) => role === "config")!;
  const tokenizer = published.find(({ role }) => role === "tokenizer")!;
  return {
    weights: weights.length === 1 ? weights[0].path : dirname(weights[0].path),
    config: await readJsonObject(config.path, { what: "config", maxBytes: MAX_CONFIG_BYTES }),
    tokenizer: { kind: "json" as const, path: tokenizer.path },
    tokenizerSha256: tokenizer.sha256,
  };
}

async function readyGguf(
  file: PublishedFile,
  options: Omit<LoadOptions, "settings"> & { readonly settings: FixtureSettings },
) {
  const header = await readGgufHeader(file.path);
  const data = tokenizerDataFromGguf(header);
  return {
    weights: await convertOnce(file, {
      ...options,
      onStart: () => options.onEvent?.({ kind: "converting", file: file.name }),
    }),
    config: { ...configFromGguf(header) },
    tokenizer: { kind: "gguf" as const, data },
    tokenizerSha256: sha256OfText(JSON.stringify(data)),
  };
}
