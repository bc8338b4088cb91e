import { basename, join } from "node:path";
import { type ModelFiles, readConfig } from "../models/mod.ts";
import { openWeights } from "../models/weights/mod.ts";
import { encodeModel } from "../onnx/mod.ts";
import { decoderOnnx } from "./decoder_onnx.ts";

/** A model in the layout transformers.js reads: `path` is a folder that disposing deletes. */
export interface TransformersJsFolder extends AsyncDisposable {
  readonly path: string;
}

/**
 * Writes config.json and onnx/model.onnx into a new folder inside `parent`. The weights are linked
 * in beside the model where the file system allows it, and copied otherwise.
 *
 * @throws TypeError where the model is none that can be written so
 */
export async function transformersJsFolder(
  { weights: path, config: json }: ModelFiles,
  { parent, positions }: { readonly parent: string; readonly positions: number },
): Promise<TransformersJsFolder> {
  const [config, weights] = [readConfig(json), await openWeights(path)];
  const model = encodeModel(decoderOnnx(config, { weights, positions }));
  await Deno.mkdir(parent, { recursive: true });
  const folder = await Deno.makeTempDir({ dir: parent, prefix: "transformers-js-" });
  const remove = () => Deno.remove(folder, { recursive: true });
  try {
    const onnx = join(folder, "onnx");
    await Deno.mkdir(onnx);
    await Deno.writeFile(join(onnx, "model.onnx"), model);
    const [from] = weights.paths;
    const to = join(onnx, basename(from));
    await Deno.link(from, to).catch(() => Deno.copyFile(from, to));
    // Without an end of text nothing ends before the number of tokens asked for.
    const endless = { ...json, eos_token_id: null, bos_token_id: config.bosId };
    await Deno.writeTextFile(join(folder, "config.json"), JSON.stringify(endless));
  } catch (error) {
    await remove();
    throw error;
  }
  return { path: folder, [Symbol.asyncDispose]: remove };
}
