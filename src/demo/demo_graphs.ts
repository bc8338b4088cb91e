import { lower } from "../graph/mod.ts";
import type { LanguageModel } from "../models/mod.ts";
import { arrangementNamed, decodeGraph, reconstructGraph } from "../proto/mod.ts";

/** Both ways of getting N tokens out of a model, as .onnx bytes whose weights lie elsewhere. */
export interface DemoGraphs {
  /** `proto` [1, K, D] → `prediction` int64 [1, N]. */
  readonly onePass: Uint8Array;
  /** One step of decoding with a cache of N positions, as {@link decodeGraph} has it. */
  readonly decode: Uint8Array;
}

/** The graphs that `reconstruct` and the throughput experiment run, for N tokens of one text. */
export function demoGraphs(
  model: LanguageModel,
  { arrangement, tokens }: { readonly arrangement: string; readonly tokens: number },
): DemoGraphs {
  const size = { batch: 1, tokens };
  return {
    onePass: lower(reconstructGraph(model, arrangementNamed(arrangement), size)).bytes,
    decode: lower(decodeGraph(model, tokens)).bytes,
  };
}
