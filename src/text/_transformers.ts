import process from "node:process";

/**
 * The transformers library, unable to reach the network.
 *
 * Importing it loads ONNX Runtime, whose telemetry is on unless the variable below is set before
 * that happens; hence the dynamic import.
 */
export async function transformers(): Promise<typeof import("@huggingface/transformers")> {
  process.env.ORT_DISABLE_TELEMETRY = "1";
  const library = await import("@huggingface/transformers");
  library.env.allowRemoteModels = false;
  library.env.useBrowserCache = false;
  library.env.useFSCache = false;
  library.env.fetch = (input) =>
    Promise.reject(new Error(`Cannot fetch "${input}": transformers works offline here`));
  return library;
}
