import { gpuSpeedUp, parametersOf, referenceMilliseconds } from "../harness/estimate.ts";
import { growthFlops, type GrowthShape } from "./growth_model.ts";

/** Published config.json of the models that the paper names. */
const shapes: Readonly<Record<string, GrowthShape>> = {
  "pythia-160m": { layers: 12, width: 768, vocabulary: 50304 },
  "pythia-410m": { layers: 24, width: 1024, vocabulary: 50304 },
  "pythia-1.4b": { layers: 24, width: 2048, vocabulary: 50304 },
  "llama-3.2-1b": { layers: 16, width: 2048, vocabulary: 128256 },
  "llama-3.2-3b": { layers: 28, width: 3072, vocabulary: 128256 },
  "llama-3.1-8b": { layers: 32, width: 4096, vocabulary: 128256 },
};

/** Of a file system that many machines read at once, assumed. */
const bytesPerSecond = 1e9;

/** The GPU that plans assume, which no one has measured. */
export const simulatedGpu = {
  /**
   * Seconds of a fit step of B texts of N tokens: the plan's own formula, linear in B·N, times what
   * attention's quadratic term adds to a step's work. No doubling of N up to 512 or of B up to 32 was
   * measured to grow faster than that (`deno task bench --growth`). Models of other names have no
   * quadratic term here: their texts are short.
   */
  callSeconds(
    size: { readonly model: string; readonly batch: number; readonly tokens: number },
  ): number {
    const seconds = referenceMilliseconds(size) / 1000 / gpuSpeedUp;
    const shape = shapes[size.model];
    if (shape === undefined) return seconds;
    const { linear, quadratic } = growthFlops(shape, size);
    return seconds * (1 + quadratic / linear);
  },
  /** Weights in float32, from the shared file system. */
  loadSeconds: (model: string): number => 4 * parametersOf(model) / bytesPerSecond,
  compileSeconds: 30,
  checkpointSeconds: 10,
  /** From a machine's death to the next in its place. */
  restartSeconds: 300,
} as const;
