import type { EngineIdentity, FitResult } from "../records/record.ts";
import type { Solution } from "../records/solution.ts";

/** A solution and how it was found: its file's fields, and what is known of the fit beside. */
export interface FittedSolution extends Solution, Omit<FitResult, "solutionFile"> {
  /** What computed it. */
  readonly engine: EngineIdentity;
}

/** Where the fit of one text stands. */
export interface FitProgress {
  /** Which of the texts, from 0. */
  readonly text: number;
  /** Optimiser steps so far, over all starts. */
  readonly steps: number;
  /** Share of right tokens at the step last sampled (a long fit samples fewer), 0…1. */
  readonly accuracy: number;
  /** The best share so far, over all starts, 0…1. */
  readonly bestAccuracy: number;
  /** Mean cross-entropy at the step last sampled, nats a token. */
  readonly lossNats: number;
  /** There at the text's last item: its fit has ended, by itself or in an earlier run. */
  readonly solution?: FittedSolution;
}

/** All that happens while texts are fitted, for whoever tells more than {@link FitProgress}. */
export type FitEvent =
  /** B texts of N tokens were timed on some threads, to choose how such texts are fitted. */
  | {
    readonly kind: "timed";
    readonly tokens: number;
    readonly batch: number;
    readonly threads: number;
    readonly stepMilliseconds: number;
  }
  /** A kept file is not what it was: it counts as absent, and what it held is fitted anew. */
  | { readonly kind: "harmed"; readonly what: string }
  /** A text was fitted in an earlier run, by the same code in the same way. */
  | { readonly kind: "reused"; readonly text: number }
  /** Texts of one length begin, B at a time. */
  | {
    readonly kind: "group";
    readonly title: string;
    readonly texts: readonly number[];
    readonly tokens: number;
    readonly batch: number;
    readonly maxSteps: number;
  }
  /** The step of B texts is compiled: at the start, and whenever B changes. */
  | { readonly kind: "compiled"; readonly batch: number; readonly elapsedMilliseconds: number }
  /** Memory ran out; the texts go on B at a time. */
  | { readonly kind: "halved"; readonly batch: number }
  /** A start has stalled and the next seed takes over. */
  | {
    readonly kind: "restarted";
    readonly text: number;
    readonly seed: number;
    readonly accuracy: number;
    readonly steps: number;
  }
  /** A step of the texts at work; wall time of all of them together. */
  | {
    readonly kind: "step";
    readonly elapsedMilliseconds: number;
    readonly texts: readonly FitProgress[];
  }
  /** A text's fit has ended; the solution is stored. */
  | { readonly kind: "fitted"; readonly text: number; readonly solution: FittedSolution };
