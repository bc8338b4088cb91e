import { basename } from "node:path";
import type { ModelFiles } from "../models/mod.ts";
import {
  type DecodingContestant,
  MissingPeerError,
  nodePeerCure,
  type NodePeerOptions,
  nodePeerScript,
  startDecodingPeer,
} from "../peers/mod.ts";
import { transformersJsFolder } from "./transformers_js_folder.ts";

/**
 * transformers.js's `generate()` on our own float32 weights (`bench/peers/transformers_js.mjs`),
 * written as ONNX into a folder inside `parent` for as long as the peer lives.
 *
 * @throws {MissingPeerError} where Node or the package is missing, or the model is no Llama
 */
export async function startTransformersJs(
  model: ModelFiles,
  { threads, positions, node = "node", parent }: NodePeerOptions & { readonly parent: string },
): Promise<DecodingContestant> {
  const name = "transformers.js";
  await using opening = new AsyncDisposableStack();
  const written = transformersJsFolder(model, { parent, positions }).catch((error) => {
    if (!(error instanceof TypeError)) throw error;
    throw new MissingPeerError(`Cannot run ${name}: ${error.message}`);
  });
  const folder = opening.use(await written);
  const peer = opening.use(
    await startDecodingPeer({
      name,
      commands: [node],
      cure: nodePeerCure,
      args: [
        nodePeerScript("transformers_js.mjs"),
        ...["--model", folder.path],
        ...["--threads", String(threads)],
        ...["--weights", `${basename(model.weights)} as ONNX`],
      ],
    }),
  );
  const kept = opening.move();
  return { ...peer, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
