import type { FitPlan } from "../experiments/fit_plan.ts";

/** How much a run does: a data file under fixtures/profiles with the jobs of its experiments. */
export interface Profile {
  readonly name: string;
  /** What the reader should know of its counts. */
  readonly note?: string;
  readonly model: string;
  /** Whether texts are the paper's own where they can be had, and not what is committed. */
  readonly publishedTexts?: boolean;
  /**
   * Fixed where runs are to be repeated to the bit, since both can change bits. "auto" leaves the
   * fits' to what was measured on this machine; each job then says which it took.
   */
  readonly batch: number | "auto";
  /** "auto": all cores, but for fits whose batch is "auto". */
  readonly threads: number | "auto";
  /** Wall time spent on jobs, over all runs of the same store; what is left is "not run". */
  readonly budgetSeconds: number;
  readonly fits: readonly FitPlan[];
  /** Entries of experiments beyond single fits; each kind has its own fields. */
  readonly experiments?: readonly { readonly kind: string }[];
  /** Lengths at which reconstruction is timed, on the first texts of each that came out exact. */
  readonly throughput: {
    readonly tokens: readonly number[];
    readonly repetitions: number;
    /** Most texts of a length. Default: 1. */
    readonly texts?: number;
  };
  /** Share of the budget that the profile's own model gets beside those of `also`. Default: 1. */
  readonly share?: number;
  /** Further models, each with jobs of its own; one that cannot be had is left out, with a reason. */
  readonly also?: readonly ModelShare[];
}

/** What one of several models gets to do, and in which share of the time. */
export type ModelShare = Pick<
  Profile,
  "model" | "batch" | "fits" | "experiments" | "throughput" | "share"
>;

/**
 * B where the profile leaves it open, for estimates and for experiments' own work: a curve takes as
 * many points a step as B has places, so that B is part of what it is and no machine's to choose.
 */
const usualBatch = 8;

/** B of a profile where a number is wanted before any machine was measured. */
export function batchOf({ batch }: Pick<Profile, "batch">): number {
  return batch === "auto" ? usualBatch : batch;
}

/** A profile's jobs model by model, its own model first. */
export function partsOf({ also = [], ...own }: Profile): Profile[] {
  return [own, ...also.map((part): Profile => ({ ...own, share: undefined, ...part }))];
}

/** One profile of several parts again; the first part's model becomes its own. */
export function ofParts([first, ...rest]: readonly Profile[]): Profile {
  return { ...first, also: rest };
}
