import { hasNativeTensorFlow, type TfjsBackend } from "../../src/runtime/tfjs/mod.ts";

/** Whether `deno task tfjs:build` has been run here. */
export const native = await hasNativeTensorFlow();

/** Every backend of TensorFlow.js that runs here. */
export const backends: readonly TfjsBackend[] = native
  ? ["cpu", "wasm", "tensorflow"]
  : ["cpu", "wasm"];

/** The backend for what is slow on the others. */
export const best: TfjsBackend = native ? "tensorflow" : "cpu";

/** Why a test on the native backend does not run; empty where it does. */
export const nativeMissing = native ? "" : " *skipped: deno task tfjs:build has not been run*";
