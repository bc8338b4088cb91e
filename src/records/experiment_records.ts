/**
 * Jobs of the experiments beyond single fits, as far as the claims read them. A job says everything
 * that can change its result, as a fit does; a result keeps every sample a claim takes a mean of.
 */
import type { BezierRecipe } from "../proto/fit_bezier.ts";
import type { JobBase, ModelIdentity, RecipeJob, TextIdentity } from "./job.ts";

/** Fit a group of texts that share one vector; a group of 1 shares nothing. */
export interface GroupFitJob extends RecipeJob {
  readonly kind: "group fit";
  readonly texts: readonly TextIdentity[];
  readonly tokens: number;
  readonly arrangement: string;
  readonly shared: "e" | "m";
  readonly groupSize: number;
  /** Of the shared vector, and of the others where `memberSeeds` is absent. */
  readonly seed: number;
  /** Where seeds share as well: each text's own seed, a text coming once for every seed. */
  readonly memberSeeds?: readonly number[];
}

export interface GroupFitResult {
  /** In the order of the job's texts, read back with the final shared vector. */
  readonly texts: readonly {
    readonly accuracy: number;
    /** With e shared, texts that begin differently cannot all say their first token. */
    readonly firstTokenRight: boolean;
    /** H_LM of the text's N tokens, nats. */
    readonly informationNats: number;
  }[];
  /** Mean over the texts in the fit's own best pass. */
  readonly fittedAccuracy: number;
  readonly steps: number;
  readonly starts: number;
  /** "ceiling": all is right that can be while the vector is shared. */
  readonly outcome: "exact" | "ceiling" | "budget";
}

/** Cram N tokens into [mem] vectors, to be read back autoregressively (2502.13063). */
export interface CrammingJob extends RecipeJob {
  readonly kind: "cramming";
  readonly text: TextIdentity;
  readonly tokens: number;
  readonly memVectors: number;
  /** Steps of a start without a better accuracy after which the fit ends; 2,000 in 2502.13063. */
  readonly patienceSteps: number;
  readonly seed: number;
}

export interface CrammingResult {
  readonly teacherForcedAccuracy: number;
  /** Share of right tokens when the model goes on from its own. */
  readonly greedyAccuracy: number;
  readonly informationNats: number;
  /** Cross-entropy of the N tokens after the vectors, nats: what cramming leaves of H_LM. */
  readonly crammedNats: number;
  readonly steps: number;
  readonly starts: number;
}

/** Walk between two solutions of a text, straight and along a fitted quadratic Bézier curve. */
export interface CurveJob extends RecipeJob {
  readonly kind: "curve";
  readonly text: TextIdentity;
  readonly tokens: number;
  readonly arrangement: string;
  /** How the curve is fitted; every step takes as many τ as the engine's batch has slots. */
  readonly curve: BezierRecipe;
  /** How many τ are scored. */
  readonly points: number;
  /** Seeds of the two solutions. */
  readonly seeds: readonly [number, number];
}

export interface CurveResult {
  /** Accuracy at equally spaced τ, the ends included. */
  readonly lineAccuracies: readonly number[];
  readonly curveAccuracies: readonly number[];
  /** Mean cross-entropy over the N positions there, nats. */
  readonly lineLossesNats: readonly number[];
  readonly curveLossesNats: readonly number[];
  /** Length of the curve over length of the chord. */
  readonly lengthRatio: number;
}

/** Distances between the solutions of texts that continue several contexts. */
export interface DistancesJob extends RecipeJob {
  readonly kind: "distances";
  readonly tokens: number;
  readonly arrangement: string;
  /** "m": all solutions share one m, as the paper's do; null: each has its own. */
  readonly shared: "m" | null;
  /** Every text once for each of its seeds is a solution. */
  readonly texts: readonly (TextIdentity & {
    readonly context: string;
    readonly seeds: readonly number[];
  })[];
  /** What semantic distances are measured with; null where it could not be had. */
  readonly sentenceModel: ModelIdentity | null;
}

export interface SolutionPair {
  readonly relation: "same text" | "same context" | "different context";
  /** Ids of the two contexts; equal but for the last relation. */
  readonly contexts: readonly [string, string];
  /** Cosine distance of the two e. */
  readonly distance: number;
  /** Cosine distance of the texts' TF-IDF vectors. */
  readonly tokenDistance: number;
  /** Cosine distance of the texts' sentence embeddings; null where that model did not run. */
  readonly semanticDistance: number | null;
}

export interface DistancesResult {
  readonly pairs: readonly SolutionPair[];
  /** Fits left out since they fell short of their text. */
  readonly leftOut: number;
}

/** Let the model write on from the proto-tokens of a text, the likeliest token each time. */
export interface GenerationJob extends RecipeJob {
  readonly kind: "generation";
  readonly text: TextIdentity;
  readonly tokens: number;
  readonly arrangement: string;
  readonly seed: number;
  /** For example "e m", "BOS e m". */
  readonly prompt: string;
  /** What stands for BOS. */
  readonly bosId: number;
  /** How many tokens are written, and how many of the text's continuation are compared. */
  readonly written: number;
  /** Texts with their continuations, the own one among them: hash of all their token ids. */
  readonly documentsSha256: string;
}

export interface GenerationResult {
  /** Similarity (cosine of TF-IDF) of what was written to the text and its own continuation. */
  readonly ownSimilarity: number;
  /** Mean similarity to the other texts and continuations. */
  readonly otherSimilarity: number;
  readonly writtenIds: readonly number[];
  /** The same as text; a record in the store has none. */
  readonly writtenText?: string;
  /** The same of what the model writes after BOS and the text itself: where a relation is sure. */
  readonly afterText: {
    readonly ownSimilarity: number;
    readonly otherSimilarity: number;
    readonly writtenIds: readonly number[];
    readonly writtenText?: string;
  };
}

/** Attention on the first position while a solution is read back. */
export interface AttentionJob extends RecipeJob {
  readonly kind: "attention";
  readonly text: TextIdentity;
  readonly tokens: number;
  readonly arrangement: string;
  readonly seed: number;
  /** Key of the fit whose solution is read back. */
  readonly fit: string;
}

export interface AttentionResult {
  /** Share of right tokens in the pass that was watched. */
  readonly accuracy: number;
  /** Per layer, mean over heads and over positions from 2 on: share of attention on position 1. */
  readonly firstPositionMass: readonly number[];
  /** The same from the vectors that the fit started from. */
  readonly unfittedMass: readonly number[];
  /** The same while the model reads the text as usual, after one token that starts it. */
  readonly textMass: readonly number[];
}

/** What came of fitting one text, read back by the forward-only graph. */
export interface TextOutcome {
  /** Share of right tokens, 0…1. */
  readonly accuracy: number;
  readonly exact: boolean;
  /**
   * Largest accuracy that could be reached. Below 1 where e is frozen: the first output sees e alone
   * and says what that e says; and where outputs see one vector alone and have to be equal.
   */
  readonly ceiling: number;
  /** What the fit scored at the same vectors; another value than `accuracy` is an error of ours. */
  readonly fittedAccuracy: number;
  /** Mean cross-entropy there, nats a token; of an output that cannot be right, against what it says. */
  readonly lossNats: number;
  /** Optimiser steps over all starts, until all was right that could be. */
  readonly steps: number;
  readonly starts: number;
}

/** What a control changes about the plain fit, or "none" for that fit itself. */
export type ControlVariant =
  | "none"
  | "random weights"
  | "shuffled vocabulary"
  | "embedding-scale start"
  | "frozen random e"
  | "frozen random m"
  | "BOS first";

/** Fit one text with one thing changed. The paper has no such experiment. */
export interface ControlJob extends RecipeJob {
  readonly kind: "control";
  readonly text: TextIdentity;
  readonly tokens: number;
  /** Of the vectors; "BOS first" has one more input before them. */
  readonly arrangement: string;
  readonly seed: number;
  readonly variant: ControlVariant;
  /** What decides the variant's result beside all that decides the plain fit's. */
  readonly settings: Readonly<Record<string, number>>;
}

/** What m is when an e is fitted to a text that no shared m was fitted to. */
export type HeldOutCondition = "shared m" | "random m" | "free m";

/** Fit a shared m on some texts, freeze it, and fit e alone on others. No claim reads it either. */
export interface HeldOutJob extends RecipeJob {
  readonly kind: "held-out m";
  /** Those that m is fitted on. */
  readonly trainingTexts: readonly TextIdentity[];
  /** Those it has not seen. */
  readonly texts: readonly TextIdentity[];
  readonly tokens: number;
  readonly arrangement: string;
  readonly seed: number;
}

export interface HeldOutResult {
  /** The group that m comes from: means over its texts in its best pass. */
  readonly training: Pick<GroupFitResult, "fittedAccuracy" | "steps" | "starts" | "outcome">;
  /** In the order of the job's texts. */
  readonly texts: readonly Readonly<Record<HeldOutCondition, TextOutcome>>[];
}

/** See whether outputs that must be equal are, from random vectors: one pass, nothing fitted. */
export interface EqualOutputsJob extends JobBase {
  readonly kind: "equal outputs";
  /** Outputs that see one vector alone, over and over. */
  readonly arrangement: string;
  readonly tokens: number;
  readonly seed: number;
  /** The arm in which a token that starts a text comes first: there they need not be equal. */
  readonly startId: number | null;
}

export interface EqualOutputsResult {
  /** How many of the N outputs must be equal. */
  readonly outputs: number;
  /** Largest difference of a logit from the first output's, and the largest logit's size there. */
  readonly largestDifference: number;
  readonly largestLogit: number;
  /** Whether they all say the same token. */
  readonly sameToken: boolean;
}
