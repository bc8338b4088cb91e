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
} from "../fixtures/mod.ts";
import { readyFiles } from "./_ready_files.ts";
import type { TokenizerData } from "./weights/mod.ts";

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
  const { architecture, format } = model;
  return { id, architecture, ...await readyFiles(published, { settings, ...rest, format }) };
}
