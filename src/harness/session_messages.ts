import type { ModelFiles } from "../models/mod.ts";
import type { Checkpoint } from "../records/checkpoint.ts";
import type { EngineChoice } from "../experiments/engine_choice.ts";
import type { ArrangementName, FitTask, FittedText, Numeric } from "../proto/mod.ts";

/** Asked of the worker, one at a time. */
export type SessionRequest =
  | { readonly kind: "open"; readonly model: ModelFiles; readonly engine: EngineChoice }
  | {
    readonly kind: "fit";
    readonly arrangement: ArrangementName;
    readonly batch: number;
    readonly tokens: number;
    readonly numeric: Numeric;
    /** Default here and below: the session's own. */
    readonly threads?: number;
    readonly tasks: readonly FitTask[];
    /** Seconds between checkpoints. */
    readonly checkpointSeconds: number;
    /** What stands before a text when its information content is taken. */
    readonly startId: number;
  }
  | {
    readonly kind: "reconstruct";
    readonly arrangement: string;
    readonly tokens: number;
    readonly proto: Float32Array;
  }
  | { readonly kind: "information"; readonly startId: number; readonly ids: readonly number[] }
  | {
    readonly kind: "experiment";
    readonly name: string;
    readonly payload: object;
    readonly threads?: number;
  }
  | {
    readonly kind: "nextLogits";
    readonly ids: readonly number[];
    /** Positions to leave room for. */
    readonly capacity: number;
  }
  | {
    readonly kind: "throughput";
    readonly arrangement: string;
    readonly tokens: number;
    /** A solution [K, D] and the ids it says, checked on every repetition. */
    readonly proto: Float32Array;
    readonly expected: readonly number[];
    readonly promptId: number;
    readonly repetitions: number;
    readonly threads?: number;
  };

/** Progress of a fit, after every engine call. */
export interface StepEvent {
  readonly kind: "step";
  /** Wall time of the call and the host's optimiser, milliseconds. */
  readonly elapsedMilliseconds: number;
  readonly slots: readonly {
    readonly id: string;
    readonly steps: number;
    readonly accuracy: number;
    readonly bestAccuracy: number;
    readonly lossNats: number;
  }[];
}

/** Sent while a request is at work. */
export type SessionEvent =
  | StepEvent
  | { readonly kind: "progress"; readonly share: number }
  /** A program for B texts is ready: at the start, and whenever B changes. */
  | { readonly kind: "compiled"; readonly batch: number; readonly elapsedMilliseconds: number }
  /** Memory ran out; the fits go on B at a time. */
  | { readonly kind: "halved"; readonly batch: number }
  | {
    readonly kind: "restarted";
    readonly id: string;
    readonly seed: number;
    readonly accuracy: number;
    readonly steps: number;
  }
  | {
    readonly kind: "fitted";
    readonly fitted: FittedText;
    /** What the forward-only graph says from the fitted vectors. */
    readonly reconstructedIds: readonly number[];
    readonly informationNats: number;
    readonly elapsedSeconds: number;
    readonly stepMilliseconds: number;
  }
  | { readonly kind: "checkpoint"; readonly states: readonly Checkpoint[] };

export interface ThroughputSamples {
  readonly onePassMilliseconds: number[];
  readonly autoregressiveMilliseconds: number[];
  /** What a repetition decoded where it should not have; null when all were right. */
  readonly wrong: { readonly want: string; readonly got: string } | null;
}

/** Ends a request. */
export type SessionAnswer =
  | { readonly kind: "answer"; readonly value: unknown }
  | { readonly kind: "failed"; readonly name: string; readonly message: string };
