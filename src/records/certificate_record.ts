/** Jobs and results of decode certificates: about solutions, never evidence for the paper's claims. */
import type { EngineIdentity, RecipeJob, TextIdentity } from "./job.ts";
import type { VectorFormat } from "./vector_formats.ts";

/** Read the solutions of some fits of N tokens back in other surroundings, and from other vectors. */
export interface CertificateJob extends RecipeJob {
  readonly kind: "certificate";
  readonly arrangement: string;
  readonly tokens: number;
  /** Whose solutions, by text and seed; `fit` is the key of the fit. */
  readonly solutions: readonly {
    readonly text: TextIdentity;
    readonly seed: number;
    readonly fit: string;
  }[];
  /** What stands before a text where its H_LM is taken and the model names no BOS. */
  readonly startId: number;
  readonly otherEngine: EngineIdentity;
  /** B of the decodings that are not one at a time. */
  readonly otherBatch: number;
  /** Standard deviations of the noise, relative to a vector's root mean square; ascending. */
  readonly sigmas: readonly number[];
  /** Noisy copies of a solution for each σ. */
  readonly draws: number;
}

export interface CertificateResult {
  /** Of every solution that holds its text, in the job's order. */
  readonly certificates: readonly Certificate[];
  /** Fits that fell short of their text: there is nothing to certify. */
  readonly leftOut: number;
  /** Whether the model's weights are bfloat16 as published, so that rounding changes nothing. */
  readonly publishedInBfloat16: boolean;
}

/** What became of one solution. */
export interface Certificate {
  /** Key of its fit. */
  readonly fit: string;
  /** H_LM of its text, nats. */
  readonly informationNats: number;
  /** Share of right tokens read back alone, on the engine it was fitted on. */
  readonly accuracy: number;
  /** For each position: the target's logit less the best other one's, nats; a hit is above 0. */
  readonly marginsNats: readonly number[];
  readonly again: DecodedAgain;
  /**
   * Whether the solution holds its text and every decoding of `again` says the same; null where
   * none says anything else but some did not run.
   */
  readonly survives: boolean | null;
  readonly noise: readonly NoiseStep[];
  /** Largest σ up to which every noisy copy holds the text; null where the smallest is too large. */
  readonly holdsUpToSigma: number | null;
  readonly stored: readonly StoredVectors[];
}

/** The solution read back where something else than the vectors differs. */
export interface DecodedAgain {
  readonly otherEngine: Decoding;
  /** In every slot of a batch at once. */
  readonly everySlot: Decoding;
  /** In a batch of other solutions. */
  readonly besideOthers: Decoding;
  /** With the model's weights rounded to bfloat16. */
  readonly bfloat16Weights: Decoding;
}

export type Decoding =
  | {
    readonly outcome: "measured";
    readonly accuracy: number;
    /** Positions, from 1, whose token is another than where the solution was fitted. */
    readonly changed: readonly number[];
  }
  | { readonly outcome: "not run"; readonly reason: string };

export interface NoiseStep {
  readonly sigma: number;
  /** One accuracy a draw. */
  readonly accuracies: readonly number[];
}

/** The solution kept in a narrower format. */
export interface StoredVectors {
  readonly format: VectorFormat;
  readonly accuracy: number;
  /** Bits of vectors and scales for each token of the text. */
  readonly bitsPerToken: number;
}
