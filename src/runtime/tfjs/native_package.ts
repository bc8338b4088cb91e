/**
 * The native TensorFlow behind TensorFlow.js: which versions, where the built product lies, and
 * how it is loaded. `deno task tfjs:build` makes it (build_native.ts).
 *
 * @module
 */
import { createRequire } from "node:module";
import { join } from "node:path";
import nodeUtil from "node:util";
import type { TensorFlow } from "./tensor_flow.ts";

/** One way of building it. */
export interface NativePackage {
  /** npm package of the add-on. */
  readonly addOn: "@tensorflow/tfjs-node" | "@tensorflow/tfjs-node-gpu";
  readonly addOnVersion: string;
  /** npm package of the headers the add-on is compiled with. */
  readonly headers: string;
  readonly headersVersion: string;
  /** Python package that carries libtensorflow. */
  readonly library: "tensorflow-cpu" | "tensorflow";
  readonly libraryVersion: string;
  /** Of the wheel of CPython 3.11 on Linux, x86-64. */
  readonly librarySha256: string;
}

const versions = {
  addOnVersion: "4.22.0",
  headers: "node-api-headers",
  headersVersion: "1.5.0",
  libraryVersion: "2.15.1",
};

export const cpuPackage: NativePackage = {
  ...versions,
  addOn: "@tensorflow/tfjs-node",
  library: "tensorflow-cpu",
  librarySha256: "54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26",
};

export const gpuPackage: NativePackage = {
  ...versions,
  addOn: "@tensorflow/tfjs-node-gpu",
  library: "tensorflow",
  librarySha256: "bb0edd69103c154245c5f209f0507355cc68ba7e4de350084bc31edc562478e4",
};

/** Where the product of `build` lies. Its versions and the platform are part of the name. */
export function nativeFolder(cacheFolder: string, build: NativePackage): string {
  const { addOn, addOnVersion, library, libraryVersion } = build;
  const name = `${addOn.split("/")[1]}-${addOnVersion}-${library}-${libraryVersion}`;
  return join(cacheFolder, "tfjs", `${name}-${Deno.build.os}-${Deno.build.arch}`);
}

/** The package in `folder`, the one for GPUs first; null where neither is installed and compiled. */
export async function findNative(folder: string): Promise<NativePackage | null> {
  for (const build of [gpuPackage, cpuPackage]) {
    const binding = join(addOnFolder(folder, build), "lib", "napi-v8", "tfjs_binding.node");
    if (await Deno.stat(binding).then(() => true, () => false)) return build;
  }
  return null;
}

/** The add-on's own folder under `folder`. */
export function addOnFolder(folder: string, { addOn }: NativePackage): string {
  return join(folder, "node_modules", ...addOn.split("/"));
}

/**
 * Loads the package in `folder`. The number of threads counts for the first load in a process:
 * TensorFlow makes its thread pool once.
 */
export function loadNative(
  folder: string,
  { build, threads }: { build: NativePackage; threads: number },
): TensorFlow {
  Deno.env.set("TF_NUM_INTRAOP_THREADS", String(threads));
  // Operators run one after another; more of these threads would only take cores away.
  Deno.env.set("TF_NUM_INTEROP_THREADS", "1");
  // Warnings off; in the GPU build errors too: it reports three on every start, all harmless.
  const quiet = build === gpuPackage ? "3" : "2";
  Deno.env.set("TF_CPP_MIN_LOG_LEVEL", Deno.env.get("TF_CPP_MIN_LOG_LEVEL") ?? quiet);
  // The add-on calls two functions that node:util once had.
  const util = nodeUtil as unknown as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
  const require = createRequire(join(folder, "package.json"));
  try {
    // Production mode before all else: loading the rest writes warnings to stderr otherwise.
    (require("@tensorflow/tfjs-core") as TensorFlow).enableProdMode();
    return require(build.addOn) as TensorFlow;
  } catch (cause) {
    const reason = String((cause as Error).message ?? cause).split("\n")[0];
    throw new Error(
      `Cannot load "${build.addOn}" from "${folder}": ${reason}; ` +
        `"deno task tfjs:build --force" builds it again`,
      { cause },
    );
  }
}
