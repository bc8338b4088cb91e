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
  /** Of its starting vectors. */
  readonly seed: number;
  /** Optimiser steps of this start. */
  readonly steps: number;
  /** Best share of right tokens seen, 0…1. */
  readonly accuracy: number;
  /** Why it ended: every token right, no better for long, or no steps left. */
  readonly outcome: "exact" | "stalled" | "budget";
}

/** A sampled step of the trajectory of the last attempt. */
export interface FitSample {
  /** Optimiser steps of its start before it. */
  readonly step: number;
  /** Mean cross-entropy over the N positions, nats. */
  readonly lossNats: number;
  /** Share of right tokens, 0…1. */
  readonly accuracy: number;
  /** N characters, "1" where the position's argmax is its target. */
  readonly hits: string;
  /** The argmax at each "0" of `hits`, in their order; of some samples only. */
  readonly wrongIds?: readonly number[];
  /** Euclidean length of each trained vector, e first, to six digits. */
  readonly lengths?: readonly number[];
}

/** What came of a fit: the text, what is read back, and how it got there. */
export interface FitResult {
  /** The N tokens that were fitted, as text. */
  readonly text: string;
  /** What one forward pass from the stored vectors says, token by token. */
  readonly reconstruction: string;
  /** N target ids and N decoded ids. */
  readonly targetIds: readonly number[];
  /** What one forward pass says at the N positions. */
  readonly reconstructedIds: readonly number[];
  /** The same tokens as strings, for showing; wrong ones differ. */
  readonly targetTokens: readonly string[];
  /** Decoded one by one. */
  readonly reconstructedTokens: readonly string[];
  /** Share of right tokens of the stored solution, 0…1. */
  readonly accuracy: number;
  /** C_tokens: right tokens in one pass. */
  readonly correctTokens: number;
  /** Whether all N are right. */
  readonly exact: boolean;
  /** Optimiser steps over all attempts. */
  readonly steps: number;
  /** Every start, in order. */
  readonly attempts: readonly FitAttempt[];
  /** Of the last start, thinned where it was long; the step it ended at is the last. */
  readonly trajectory: readonly FitSample[];
  /** Every wrong id of the trajectory as text; absent in records made before samples had them. */
  readonly guessedTokens?: Readonly<Record<string, string>>;
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
