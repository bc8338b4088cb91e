import { join } from "node:path";
import { choiceFor, chooseEngine, type EngineChoice } from "../experiments/engine_choice.ts";
import { type FetchProgress, fixtureSettings } from "../fixtures/mod.ts";
import { engineFor } from "../harness/engine_for.ts";
import { openSession } from "../harness/model_session.ts";
import { readyModel } from "../harness/ready_model.ts";
import type { LoadEvent } from "../models/load.ts";
import { readConfig } from "../models/mod.ts";
import { commonStartsOf } from "../records/common_start.ts";
import { keepOpened, turns } from "./_opened.ts";
import type { Model } from "./model.ts";

/** How a model is opened. */
export interface OpenModelOptions {
  /** "onnxruntime" (the default) or "tfjs". */
  readonly engine?: string;
  /**
   * Of onnxruntime: "cpu" (the default), "webgpu" or "cuda"; of tfjs: "tensorflow", "wasm" or "cpu".
   */
  readonly device?: string;
  /**
   * Threads of the engine. Default: all cores for one text; for several, as many as this machine
   * fits them fastest with.
   */
  readonly threads?: number;
  /**
   * Copies of a known model's files that are here already: one file, or their folder. They are
   * checked like downloaded ones. Default: what ONEPASS_MODEL_FILE names.
   */
  readonly modelFile?: string;
  /** Aborts downloading and converting; the next call goes on where this one was. */
  readonly signal?: AbortSignal;
  /** Which source is asked, what it answered, what is converted. Nothing is ever printed. */
  readonly onEvent?: (event: LoadEvent) => void;
  /** How far a file is. */
  readonly onProgress?: (progress: FetchProgress) => void;
}

/**
 * Opens a model: a known one by its id (`deno task fixtures list` has them), fetched and checked
 * where it is not here yet, or one of your own by the path of its files. A path has a slash or ends in
 * .gguf or .safetensors: a .gguf file, a .safetensors file with config.json and tokenizer.json beside
 * it, or a folder that holds either. A file URL will do as well.
 *
 * @example Files of one's own
 * ```ts
 * import assert from "node:assert/strict";
 * import { openModel } from "../../mod.ts";
 *
 * await using model = await openModel("./fixtures/tiny/tiny-neox");
 * assert.deepEqual([model.id, model.source], ["tiny-neox", "own files"]);
 * assert.deepEqual([model.width, model.context], [256, 512]);
 * ```
 *
 * @throws {RangeError} where there is no such model, engine or device
 * @throws {TypeError} where the model is of an architecture that is not supported
 * @throws {GivenFileError} where `modelFile` is not the model's
 * @throws {WrongFileError} where a known model's file is not what it should be
 */
export async function openModel(
  model: string | URL,
  options: OpenModelOptions = {},
): Promise<Model> {
  const { threads, signal } = options;
  const cores = navigator.hardwareConcurrency;
  checkArguments(model, threads);
  const wish = { engine: options.engine, device: options.device, threads: threads ?? cores };
  // A wrong name shows now, not after a download.
  await chooseEngine({ ...wish, weightBytes: 0 });
  const { ready, tokenizer } = await readyModel(model, options);
  const config = readConfig(ready.config);
  const engine = ableOfInt8(await engineFor(ready, wish), ready.weightsSha256);
  const starts = await commonStartsOf(ready);
  signal?.throwIfAborted();
  const session = await openSession(ready, engine);
  const closing = new AbortController();
  const queue = turns();
  const { id, source, weightsSha256, tokenizerSha256 } = ready;
  const { width, layers, vocabulary, context } = config;
  const opened: Model = {
    ...{ id, source, weightsSha256, tokenizerSha256 },
    ...{ width, layers, vocabulary, context },
    tokenizer,
    async [Symbol.asyncDispose]() {
      closing.abort(new DOMException(`Cannot go on: model "${id}" is closed`, "AbortError"));
      await queue.over();
      session[Symbol.dispose]();
    },
  };
  keepOpened(opened, {
    ...{ ready, config, engine, threads, starts, session },
    closing: closing.signal,
    turns: queue,
  });
  return opened;
}

function checkArguments(model: unknown, threads: unknown): void {
  if (!(typeof model === "string" || model instanceof URL)) {
    throw new TypeError(`Cannot open model ${JSON.stringify(model)}: want an id, a path or a URL`);
  }
  if (model instanceof URL && model.protocol !== "file:") {
    throw new RangeError(`Cannot open model "${model}": want a file URL, an id or a path`);
  }
  if (threads === undefined || (Number.isSafeInteger(threads) && (threads as number) >= 1)) return;
  throw new RangeError(`Cannot run on ${threads} threads: want a whole number of at least 1`);
}

/** Where the engine has such fits, they need only the place of the weights' int8 copies. */
function ableOfInt8(choice: EngineChoice, weightsSha256: string): EngineChoice {
  if (choice.engine !== "onnxruntime" || choice.device !== "cpu") return choice;
  const folder = join(fixtureSettings().cacheFolder, "int8", weightsSha256);
  return choiceFor("int8-dynamic", { choice, folder });
}
