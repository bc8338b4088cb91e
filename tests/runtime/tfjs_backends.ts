import { hasNativeTensorFlow, type TfjsBackend } from "../../src/runtime/tfjs/mod.ts";

const native = await hasNativeTensorFlow();

/** Every backend of TensorFlow.js that runs here. */
export const backends: readonly TfjsBackend[] = native
  ? ["cpu", "wasm", "tensorflow"]
  : ["cpu", "wasm"];

/** Why a test on the native backend does not run; empty where it does. */
export const nativeMissing = native ? "" : " *skipped: deno task tfjs:build has not been run*";
