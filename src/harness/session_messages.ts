import type { EngineChoice } from "../experiments/engine_choice.ts";
import type { FitBatchRequest, FitEvent } from "../experiments/fit_batch.ts";
import type { NextLogitsRequest } from "../experiments/read_on.ts";
import type { CurvatureRequest } from "../experiments/sample_curvature.ts";
import type { CurvatureSamples } from "../proto/mod.ts";
import type { InformationRequest, ReconstructRequest } from "../experiments/read_one_text.ts";
import type { ReconstructTextsRequest } from "../experiments/read_texts.ts";
import type { ModelFiles } from "../models/mod.ts";

/** One job of any kind but "fit", whose jobs go to the worker in batches. */
export interface JobRequest {
  /** The kind of the job. */
  readonly name: string;
  readonly payload: object;
  /** Default: the session's own. */
  readonly threads?: number;
}

/** What a session can be asked to do, and the answer to each. */
export interface Works {
  readonly fit: { readonly request: FitBatchRequest; readonly answer: string[] };
  readonly job: { readonly request: JobRequest; readonly answer: object };
  readonly reconstruct: { readonly request: ReconstructRequest; readonly answer: number[] };
  readonly reconstructTexts: {
    readonly request: ReconstructTextsRequest;
    readonly answer: number[][];
  };
  readonly sampleCurvature: {
    readonly request: CurvatureRequest;
    /** Null where it was stopped. */
    readonly answer: CurvatureSamples | null;
  };
  readonly information: { readonly request: InformationRequest; readonly answer: number };
  readonly nextLogits: { readonly request: NextLogitsRequest; readonly answer: Float32Array };
}

export type Work = keyof Works;

/** The first message: which model to open. */
export interface OpenRequest {
  readonly model: ModelFiles;
  readonly engine: EngineChoice;
  /** Element 0 becomes 1 when the work should stop at its next step. */
  readonly stop: SharedArrayBuffer;
}

/** What is known of an opened model. */
export interface ModelFacts {
  readonly width: number;
  readonly context: number;
  readonly bosId: number | null;
}

/** Every further message, one at a time. */
export interface WorkRequest<W extends Work = Work> {
  readonly work: W;
  readonly request: Works[W]["request"];
}

/** Sent while a request is at work. */
export type SessionEvent = FitEvent | { readonly kind: "progress"; readonly share: number };

/** Ends a request. */
export type SessionAnswer =
  | { readonly kind: "answer"; readonly value: ModelFacts | Works[Work]["answer"] }
  | { readonly kind: "failed"; readonly name: string; readonly message: string };
