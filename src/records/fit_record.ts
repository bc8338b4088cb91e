/** The job and the result of a single fit. */
import type { RecipeJob, TextIdentity } from "./job.ts";

/** Fit one text of N tokens from one seed. */
export interface FitJob extends RecipeJob {
  readonly kind: "fit";
  readonly text: TextIdentity;
  readonly tokens: number;
  /** Arrangement name, for example "[e][m]×(N−1)". */
  readonly arrangement: string;
  readonly seed: number;
}

/** One start of a fit; a stalled start is followed by the next seed where the recipe says so. */
export interface FitAttempt {
  readonly seed: number;
  readonly steps: number;
  /** Best share of right tokens seen, 0…1. */
  readonly accuracy: number;
  readonly outcome: "exact" | "stalled" | "budget";
}

/** A sampled step of the trajectory of the last attempt. */
export interface FitSample {
  readonly step: number;
  /** Mean cross-entropy over the N positions, nats. */
  readonly lossNats: number;
  readonly accuracy: number;
  /** N characters, "1" where the position's argmax is its target. */
  readonly hits: string;
}

export interface FitResult {
  readonly text: string;
  /** What one forward pass from the stored vectors says, token by token. */
  readonly reconstruction: string;
  /** N target ids and N decoded ids. */
  readonly targetIds: readonly number[];
  readonly reconstructedIds: readonly number[];
  /** The same tokens as strings, for showing; wrong ones differ. */
  readonly targetTokens: readonly string[];
  readonly reconstructedTokens: readonly string[];
  /** Share of right tokens of the stored solution, 0…1. */
  readonly accuracy: number;
  /** C_tokens: right tokens in one pass. */
  readonly correctTokens: number;
  readonly exact: boolean;
  /** Optimiser steps over all attempts. */
  readonly steps: number;
  readonly attempts: readonly FitAttempt[];
  readonly trajectory: readonly FitSample[];
  /** Final mean cross-entropy, nats a token. */
  readonly lossNats: number;
  /** H_LM of the text under the model, nats; first token from BOS. */
  readonly informationNats: number;
  /** Share of this fit in the wall time of its batch, seconds. */
  readonly elapsedSeconds: number;
  /** Median wall time of one engine call (all B slots), milliseconds. */
  readonly stepMilliseconds: number;
  /** Wall time of tracing and compiling the batch's graph, seconds. */
  readonly compileSeconds: number;
  /** File name of the solution beside the store. */
  readonly solutionFile: string;
  /** Of all that the solution says; absent in records made before solutions had one. */
  readonly solutionSha256?: string;
}
