import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import type { ModelFiles } from "../models/mod.ts";
import type { DecodingContestant } from "./decoding_contestant.ts";
import { startDecodingPeer } from "./decoding_peer.ts";
import { MissingPeerError } from "./missing_peer_error.ts";
import { transformersJsFolder } from "./transformers_js_folder.ts";

export interface NodePeerOptions {
  readonly threads: number;
  /** Prompt and decoded tokens at most. */
  readonly positions: number;
  /** Command that starts Node. Default: node. */
  readonly node?: string;
}

const script = (name: string) =>
  fileURLToPath(new URL(`../../bench/peers/${name}`, import.meta.url));

const cure = "run: npm ci --ignore-scripts --prefix bench/peers (Node 20 or later)";

/**
 * llama.cpp's greedy decoding of a GGUF file (`bench/peers/llama_cpp.mjs`).
 *
 * @throws {MissingPeerError} where Node or node-llama-cpp is missing
 */
export async function startLlamaCpp(
  gguf: string,
  options: NodePeerOptions & { readonly name?: string },
): Promise<DecodingContestant> {
  const { threads, positions, node = "node", name = "llama.cpp" } = options;
  if (!gguf.endsWith(".gguf")) {
    throw new MissingPeerError(
      `Cannot run ${name}: it reads GGUF files, "${basename(gguf)}" is none`,
    );
  }
  return await startDecodingPeer({
    name,
    commands: [node],
    cure,
    args: [
      script("llama_cpp.mjs"),
      ...["--gguf", gguf],
      ...["--threads", String(threads)],
      // Its cache comes in blocks of 256.
      ...["--positions", String(256 * Math.ceil(positions / 256))],
    ],
  });
}

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
      cure,
      args: [
        script("transformers_js.mjs"),
        ...["--model", folder.path],
        ...["--threads", String(threads)],
        ...["--weights", `${basename(model.weights)} as ONNX`],
      ],
    }),
  );
  const kept = opening.move();
  return { ...peer, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
