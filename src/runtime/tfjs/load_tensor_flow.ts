import { fixtureSettings } from "../../fixtures/settings.ts";
import { cpuPackage, findNative, gpuPackage, loadNative, nativeFolder } from "./native_package.ts";
import type { TensorFlow, TfjsBackend } from "./tensor_flow.ts";

export interface LoadTensorFlowOptions {
  /** Default: "tensorflow" where it is built, otherwise "wasm". */
  readonly backend?: TfjsBackend;
  /** Folder whose node_modules hold the native package. Default: what `tfjs:build` made. */
  readonly folder?: string;
  readonly threads: number;
}

/** TensorFlow.js with its backend up. */
export interface LoadedTensorFlow {
  readonly tf: TensorFlow;
  readonly backend: TfjsBackend;
  readonly device: "cpu" | "cuda";
  /** Whether this is the native build for GPUs, wherever it runs. */
  readonly gpuBuild: boolean;
  /** The native library's threads; plain WebAssembly and JavaScript have one. */
  readonly threads: number;
}

/** Whether the native package is there, in `folder` or where `tfjs:build` puts it. */
export async function hasNativeTensorFlow(folder?: string): Promise<boolean> {
  return await findBuilt(folder) !== null;
}

/**
 * Loads TensorFlow.js with the backend asked for, or the fastest one there is.
 *
 * @throws Error where the native backend is asked for and not there
 */
export async function loadTensorFlow(options: LoadTensorFlowOptions): Promise<LoadedTensorFlow> {
  const { folder, threads } = options;
  const built = options.backend === undefined || options.backend === "tensorflow"
    ? await findBuilt(folder)
    : null;
  const backend = options.backend ?? (built === null ? "wasm" : "tensorflow");
  if (backend !== "tensorflow") {
    const tf = await loadPortable(backend);
    return { tf, backend, device: "cpu", gpuBuild: false, threads: 1 };
  }
  if (built === null) {
    throw new Error(
      `Cannot run TensorFlow.js natively: ${folder ? `"${folder}" has` : "there is"} no built ` +
        `native package, "deno task tfjs:build" makes one`,
    );
  }
  const tf = loadNative(built.folder, { build: built.build, threads: nativeThreads ??= threads });
  await start(tf, backend);
  const native = tf.backend() as { isUsingGpuDevice?: boolean };
  const device = native.isUsingGpuDevice ? "cuda" : "cpu";
  return { tf, backend, device, gpuBuild: built.build === gpuPackage, threads: nativeThreads };
}

/** Threads of the first load, which are those of every later one. */
let nativeThreads: number | undefined;

async function findBuilt(folder?: string) {
  const { cacheFolder } = fixtureSettings();
  const folders = folder === undefined
    ? [gpuPackage, cpuPackage].map((build) => nativeFolder(cacheFolder, build))
    : [folder];
  for (const folder of folders) {
    const build = await findNative(folder);
    if (build !== null) return { folder, build };
  }
  return null;
}

async function loadPortable(backend: "wasm" | "cpu"): Promise<TensorFlow> {
  const tf = await import("@tensorflow/tfjs");
  if (backend === "wasm") await import("@tensorflow/tfjs-backend-wasm");
  await start(tf, backend);
  return tf;
}

async function start(tf: TensorFlow, backend: TfjsBackend): Promise<void> {
  // Production mode keeps TensorFlow.js from advertising its other packages on stderr.
  tf.enableProdMode();
  if (!await tf.setBackend(backend)) {
    throw new Error(`Cannot run TensorFlow.js: its backend "${backend}" did not start`);
  }
}
