import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import type { DecodingContestant } from "./decoding_contestant.ts";
import { startDecodingPeer } from "./decoding_peer.ts";
import { MissingPeerError } from "./missing_peer_error.ts";

export interface NodePeerOptions {
  readonly threads: number;
  /** Prompt and decoded tokens at most. */
  readonly positions: number;
  /** Command that starts Node. Default: node. */
  readonly node?: string;
}

const peers = new URL("../../bench/peers/", import.meta.url);

/** Where a peer that runs in Node lies. */
export const nodePeerScript = (name: string) => fileURLToPath(new URL(name, peers));

export const nodePeerCure = "run: npm ci --ignore-scripts --prefix bench/peers (Node 20 or later)";

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
  const fault = faultOf(gguf);
  if (fault !== null) throw new MissingPeerError(`Cannot run ${name}: ${fault}`);
  return await startDecodingPeer({
    name,
    commands: [node],
    cure: nodePeerCure,
    args: [
      nodePeerScript("llama_cpp.mjs"),
      ...["--gguf", gguf],
      ...["--threads", String(threads)],
      // Its cache comes in blocks of 256.
      ...["--positions", String(256 * Math.ceil(positions / 256))],
    ],
  });
}

/** llama.cpp for a model, as far as files tell: what to start it on, or in words why it is missing. */
export type FoundLlamaCpp =
  | { readonly gguf: string; readonly version: string }
  | { readonly missing: string };

/** Looks for llama.cpp's package and for weights that it reads among a model's published files. */
export async function findLlamaCpp(
  files: Readonly<Record<string, string>>,
  { folder = peers }: { readonly folder?: URL } = {},
): Promise<FoundLlamaCpp> {
  const gguf = Object.entries(files).find(([role]) => role.startsWith("weights"))?.[1] ?? "";
  const fault = faultOf(gguf);
  if (fault !== null) return { missing: fault };
  try {
    const file = new URL("node_modules/node-llama-cpp/package.json", folder);
    const { version } = JSON.parse(await Deno.readTextFile(file)) as { version: string };
    return { gguf, version: `node-llama-cpp@${version}` };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return { missing: `there is no package node-llama-cpp; ${nodePeerCure}` };
  }
}

function faultOf(weights: string): string | null {
  return weights.endsWith(".gguf") ? null : `it reads GGUF files, "${basename(weights)}" is none`;
}
