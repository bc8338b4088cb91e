import { findModel, fixtureSettings } from "../fixtures/mod.ts";
import { ensureModel, type LoadOptions, type ReadyModel } from "../models/load.ts";
import { isModelPath, ownModel } from "../models/own_model.ts";
import { type Tokenizer, tokenizerFromGguf, tokenizerFromJson } from "../text/mod.ts";

/** A model on this machine and its tokenizer. */
export interface ReadyToRun {
  readonly ready: ReadyModel;
  readonly tokenizer: Tokenizer;
}

export interface ReadyOptions extends Pick<LoadOptions, "signal" | "onEvent" | "onProgress"> {
  /** Copies of a known model's files that the user has already: one file, or their folder. */
  readonly modelFile?: string;
}

/**
 * Gets a model ready: a known one by its id, or the user's own by the path of its files.
 *
 * @throws RangeError where there is no such model
 * @throws TypeError where it is no language model
 */
export async function readyModel(
  model: string | URL,
  { modelFile, ...options }: ReadyOptions = {},
): Promise<ReadyToRun> {
  const settings = fixtureSettings();
  if (model instanceof URL || isModelPath(model)) {
    if (modelFile !== undefined) {
      throw new RangeError(
        `Cannot open model "${model}" from "${modelFile}": it is a path itself, give one of them`,
      );
    }
    return await withTokenizer(await ownModel(model, { settings, ...options }));
  }
  if (findModel(model).architecture === "bert") {
    throw new TypeError(
      `Cannot open model "${model}": it embeds sentences and is no language model`,
    );
  }
  const taken = { ...settings, modelFile: modelFile ?? settings.modelFile };
  return await withTokenizer(await ensureModel(model, { settings: taken, ...options }));
}

async function withTokenizer(ready: ReadyModel): Promise<ReadyToRun> {
  const { tokenizer } = ready;
  return {
    ready,
    tokenizer: tokenizer.kind === "gguf"
      ? tokenizerFromGguf(tokenizer.data)
      : await tokenizerFromJson(tokenizer.path),
  };
}
