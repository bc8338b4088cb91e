import type { Engine } from "../engine.ts";

/** The TensorFlow.js module, whichever copy of it was loaded. */
export type TensorFlow = typeof import("@tensorflow/tfjs");

/** What TensorFlow.js computes on: its native library, WebAssembly, or plain JavaScript. */
export type TfjsBackend = "tensorflow" | "wasm" | "cpu";

/** An engine that says what it found. */
export interface TfjsEngine extends Engine {
  readonly name: "tfjs";
  readonly device: "cpu" | "cuda";
  readonly backend: TfjsBackend;
  /** One line for the user: which backend runs, and how to get the native one where it is missing. */
  readonly notice: string;
}
