import { goldenTensors } from "../models/golden_checkpoint.ts";

/** What PyTorch computed on one checkpoint: see fixtures/golden/experiments.py. */
export interface GoldenExperiments {
  readonly embeddingDeviation: number;
  /** [B, N]. */
  readonly targets: readonly (readonly number[])[];
  readonly cramming: readonly {
    readonly memVectors: number;
    readonly losses: readonly number[];
    readonly argmax: readonly (readonly number[])[];
    readonly greedy: readonly (readonly number[])[];
  }[];
  readonly group: {
    /** [G, N]. */
    readonly targets: readonly (readonly number[])[];
    readonly recipe: {
      readonly lr: number;
      readonly betas: readonly [number, number];
      readonly eps: number;
      readonly weight_decay: number;
    };
    /** Losses [steps + 1][G]. */
    readonly fits: readonly {
      readonly shared: number;
      readonly losses: readonly (readonly number[])[];
    }[];
  };
  /** [B, L]. */
  readonly firstPositionMass: readonly (readonly number[])[];
}

export const checkpoints = ["llama-gqa-tied", "llama-untied-rope-scaled", "gpt-neox"] as const;

/** A checkpoint's figures, and a reader of its tensors. */
export async function goldenExperiments(checkpoint: string) {
  const url = new URL("../../fixtures/golden/experiments.json", import.meta.url);
  const read = await goldenTensors("experiments");
  return {
    golden: JSON.parse(await Deno.readTextFile(url)).checkpoints[checkpoint] as GoldenExperiments,
    tensor: (name: string) => read(`${checkpoint}.${name}`),
  };
}
