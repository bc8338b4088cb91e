import { fileURLToPath } from "node:url";

/** ONNX Runtime as a browser loads it. */
export interface BrowserEngine {
  /** An ES module; its default export and its named ones are the library. */
  readonly script: Uint8Array;
  /** What the module instantiates, from `env.wasm.wasmBinary`. */
  readonly wasm: Uint8Array;
}

/** Never called: it puts the package into the module graph, so that its files are there to be read. */
export const loadEngine = () => import("onnxruntime-web/wasm");

/**
 * The smallest of the package's builds: WebAssembly on the CPU alone, without WebGPU and without a
 * pthread worker of its own to fetch.
 */
export async function browserEngine(): Promise<BrowserEngine> {
  const entry = import.meta.resolve("onnxruntime-web/wasm");
  if (!entry.startsWith("file:")) {
    throw new Error(`Cannot find onnxruntime-web's files: "${entry}" is no file, want a npm cache`);
  }
  const script = await Deno.readTextFile(fileURLToPath(entry));
  return {
    // A browser with its tools open would ask for the source map.
    script: new TextEncoder().encode(script.replace(/^\/\/# sourceMappingURL=.*$/gm, "")),
    wasm: await Deno.readFile(
      fileURLToPath(new URL("./ort-wasm-simd-threaded.wasm", entry)),
    ),
  };
}
