/**
 * What the live page shows, section by section, as plain data: whatever is watched, a folder or a
 * queue, becomes this, and the page's script draws it.
 *
 * @module
 */
import type { ClaimVerdict } from "../records/record.ts";
import type { KindTally } from "../claims/kind_tallies.ts";

/** All sections; each is sent by itself when it changes. */
export interface Watched {
  readonly progress: Progress;
  readonly running: Running;
  readonly workers: readonly WorkerRow[];
  /** Fits that ended last, the latest first. */
  readonly ended: readonly EndedFit[];
  readonly ledger: Ledger;
}

export type Section = keyof Watched;

/** How far a run is. */
export interface Progress {
  /** What is watched: a folder, or a queue's address without its password. */
  readonly place: string;
  /** The command that goes on with the run; null where nobody has said. */
  readonly command: string | null;
  readonly state: "at work" | "silent" | "over" | "unannounced";
  /** The state in a sentence, with what to do about it. */
  readonly says: string;
  readonly done: number;
  /** Null where nobody has said what is planned. */
  readonly planned: number | null;
  /** Of those done: read back as another text. */
  readonly wrong: number;
  /** For what is planned and not done; null: unknown. */
  readonly secondsLeft: number | null;
  /** What that goes by, in words. */
  readonly leftBy: string;
  readonly kinds: readonly KindProgress[];
  /** What else a reader has to know, one sentence each. */
  readonly notes: readonly string[];
}

export interface KindProgress {
  readonly kind: string;
  readonly done: number;
  readonly planned: number | null;
}

/** Fits in a slot now, and jobs of other kinds. */
export interface Running {
  readonly fits: readonly RunningFitRow[];
  /** Fits that run beyond those shown. */
  readonly more: number;
  readonly jobs: readonly RunningJobRow[];
}

/** A job that is no fit, or one that has not begun its steps. */
export interface RunningJobRow {
  readonly id: string;
  readonly title: string;
  /** Done, 0…1. */
  readonly share: number;
}

/** A fit as its caption has it. */
export interface FitCaption {
  readonly title: string;
  /** Whatever else tells it from others, a few words each. */
  readonly about: readonly string[];
  /** N; null where only its share is known. */
  readonly tokens: number | null;
}

export interface RunningFitRow extends FitCaption {
  readonly key: string;
  /** Null where nobody has said. */
  readonly maxSteps: number | null;
  readonly steps: number;
  readonly accuracy: number;
  readonly lossNats: number | null;
  readonly curve: Curve;
}

/** Steps over all starts, losses and accuracies: three lists of one length. */
export interface Curve {
  readonly steps: readonly number[];
  /** Null where the loss was no number. */
  readonly lossNats: readonly (number | null)[];
  readonly accuracy: readonly number[];
}

export interface EndedFit extends FitCaption {
  readonly key: string;
  readonly outcome: "exact" | "not exact" | "wrong";
  readonly steps: number;
  readonly accuracy: number | null;
  readonly lossNats: number | null;
  readonly seconds: number | null;
  readonly curve: Curve;
}

/** A process, or a queue's worker. */
export interface WorkerRow {
  readonly id: string;
  readonly name: string;
  readonly state: "at work" | "idle" | "draining" | "silent" | "done" | "stopped" | "failed";
  readonly model: string | null;
  readonly engine: string | null;
  readonly doing: string;
  /** Optimiser steps a second, over all its slots. */
  readonly stepsPerSecond: number | null;
  /** ISO 8601. */
  readonly silentSince: string | null;
}

/** Verdicts so far; what a claim says stands on the page already. */
export interface Ledger {
  /** Records that were judged. */
  readonly judged: number;
  readonly tallies: readonly KindTally[];
  readonly claims: readonly LedgerClaim[];
}

export type LedgerClaim = Pick<
  ClaimVerdict,
  "id" | "verdict" | "kind" | "ours" | "scope" | "reason" | "open"
>;
