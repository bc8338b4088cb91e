import { fetchModelFiles, findModel, fixtureSettings, MODELS } from "../fixtures/mod.ts";
import { readyFiles } from "./_ready_files.ts";
import type { LoadOptions, ReadyModel } from "./ready_model.ts";

export type { LoadEvent, LoadOptions, ReadyModel, TokenizerSource } from "./ready_model.ts";

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
