import {
  asObservation,
  type Capacity,
  capacityOfTexts,
  type Interval,
  kaplanMeier,
  restrictedMeanTime,
  type TextCapacity,
  twoSampleBootstrap,
} from "../statistics/mod.ts";
import { type MeasuredFit, paperArrangement, streamOf } from "./evidence.ts";

/** Each text's longest prefix at accuracy 0.99, from fits of the paper's arrangement. */
export function textCapacities(fits: readonly MeasuredFit[]): TextCapacity[] {
  return capacityOfTexts(
    fits.filter(({ job }) => job.arrangement === paperArrangement).map(({ job, result }) => ({
      text: job.text.id,
      tokens: job.tokens,
      accuracy: result.accuracy,
    })),
  );
}

export interface CapacityComparison {
  readonly claim: string;
  readonly estimate: string;
  readonly level: number;
  /** Longest length both sides were tried at; capacities count up to it. */
  readonly limit: number;
  /** Shortest length tried: a text that failed there counts as one grid step shorter. */
  readonly shortest: number;
}

/**
 * Difference of two samples' capacities, first − second, in doublings of length: mean of log2 over
 * texts, texts that outlast the grid censored there (Kaplan and Meier's restricted mean).
 */
export function capacityDifference(
  first: readonly Capacity[],
  second: readonly Capacity[],
  { claim, estimate, level, limit, shortest }: CapacityComparison,
): Interval {
  const floor = Math.log2(shortest) - 0.5;
  const scaled = (of: readonly Capacity[]) =>
    of.map(asObservation).map(({ time, ended }) => {
      const past = time > limit;
      const tokens = Math.min(time, limit);
      return { time: (tokens === 0 ? floor : Math.log2(tokens)) - floor, ended: ended && !past };
    });
  return twoSampleBootstrap(
    [scaled(first), scaled(second)],
    (drawn) => restrictedMeanTime(kaplanMeier(drawn), Math.log2(limit) - floor),
    { stream: streamOf(claim, estimate), level },
  );
}

/** Lengths tried in both samples of fits, ascending. */
export function commonLengths(a: readonly MeasuredFit[], b: readonly MeasuredFit[]): number[] {
  const lengths = (fits: readonly MeasuredFit[]) => new Set(fits.map(({ job }) => job.tokens));
  return [...lengths(a).intersection(lengths(b))].sort((x, y) => x - y);
}
