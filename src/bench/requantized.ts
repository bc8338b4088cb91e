import { fileURLToPath } from "node:url";
import { startLineProcess } from "../peers/line_process.ts";
import { MissingPeerError } from "../peers/missing_peer_error.ts";
import { pythonCure } from "./pytorch_peer.ts";

const script = fileURLToPath(new URL("../../bench/peers/requantize.py", import.meta.url));

/**
 * The same GGUF weights as Q8_0 at `path`, written once by the Python package gguf
 * (`bench/peers/requantize.py`).
 *
 * @throws {MissingPeerError} where Python or gguf is missing
 */
export async function requantized(
  gguf: string,
  { path, pythons }: { readonly path: string; readonly pythons: readonly string[] },
): Promise<string> {
  if (await Deno.stat(path).then(() => true, () => false)) return path;
  try {
    await using python = startLineProcess(pythons, { args: [script, gguf, path] });
    await python.read();
    return path;
  } catch (error) {
    const why = (error as Error).message;
    throw new MissingPeerError(`Cannot write "${path}" for llama.cpp: ${why}; ${pythonCure}`);
  }
}
