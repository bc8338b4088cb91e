import type { FoundLlamaCpp } from "../peers/mod.ts";
import type { Job } from "../records/record.ts";
import type { SetAside } from "../records/store_care/set_aside.ts";
import type { FitsEvent, RunFitsOptions } from "./run_fits.ts";

/** What happens during a run, for whoever shows it. */
export type RunEvent =
  | FitsEvent
  /** A file of the store counts as absent; which, and why, in one line. */
  | { readonly kind: "harmed"; readonly line: string }
  /** Jobs to be computed, though the store has records of them that do not do. */
  | { readonly kind: "set aside"; readonly model: string; readonly records: readonly SetAside[] }
  /** Texts of entry `at` of `of` are collected, before anything is planned. */
  | { readonly kind: "gather"; readonly model: string; readonly at: number; readonly of: number }
  /** Texts of a source cannot be had, and others stand in for them. */
  | { readonly kind: "stand-in"; readonly source: string; readonly reason: string }
  /** A model's jobs are planned, timings apart; none is run yet. */
  | PlannedEvent
  /** Text `at` of `of` of a length is timed, from 0. */
  | { readonly kind: "timing"; readonly tokens: number; readonly at: number; readonly of: number }
  /** Share of job `at` of `of` jobs, 0…1. */
  | {
    readonly kind: "experiment";
    readonly title: string;
    readonly share: number;
    readonly at: number;
    readonly of: number;
  };

/** What a run will do on a model, or finds done. */
export interface PlannedEvent {
  readonly kind: "planned";
  readonly model: string;
  readonly jobs: readonly { readonly key: string; readonly job: Job }[];
  /** Name of the graphics card, null where none is known. */
  readonly card: string | null;
}

export interface RunOptions extends Omit<RunFitsOptions, "onEvent"> {
  /** The folder `store` and solutions lie in. */
  readonly folder: string;
  readonly budgetSeconds: number;
  /** What decoding is timed against beside ours. Default: nothing else. */
  readonly llamaCpp?: FoundLlamaCpp;
  readonly onEvent?: (event: RunEvent) => void;
}
