import {
  type Capacity,
  capacityOfTexts,
  type Interval,
  restrictedMeanOfCounts,
  type TextCapacity,
  twoSampleBootstrap,
} from "../statistics/mod.ts";
import { byBook } from "./by_book.ts";
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
 * texts, texts that outlast the grid censored there (Kaplan and Meier's restricted mean). Texts of
 * a cluster have something in common, a vector or a book; a text alone is a cluster of its own.
 */
export function capacityDifference(
  first: readonly (readonly Capacity[])[],
  second: readonly (readonly Capacity[])[],
  { claim, estimate, level, limit, shortest }: CapacityComparison,
): Interval {
  const floor = Math.log2(shortest) - 0.5;
  const all = [...first, ...second].flat().map(({ tokens }) =>
    position(Math.min(tokens, limit), floor)
  );
  const times = [...new Set(all)].sort((a, b) => a - b);
  const scaled = (of: readonly (readonly Capacity[])[]) =>
    of.map((cluster) =>
      cluster.map(({ tokens, censored }) => ({
        at: times.indexOf(position(Math.min(tokens, limit), floor)),
        // One that goes on beyond the limit was not seen to end before it.
        ended: !censored && tokens <= limit,
      }))
    );
  const ended = new Uint16Array(times.length);
  const censored = new Uint16Array(times.length);
  const [a, b] = [scaled(first), scaled(second)];
  const statistic = (drawn: readonly (typeof a[number])[]) => {
    ended.fill(0);
    censored.fill(0);
    for (const cluster of drawn) {
      for (const one of cluster) (one.ended ? ended : censored)[one.at]++;
    }
    return restrictedMeanOfCounts(times, { ended, censored, limit: Math.log2(limit) - floor });
  };
  // Of one cluster nothing is known but what it is.
  if (Math.min(a.length, b.length) < 2) {
    return { estimate: statistic(a) - statistic(b), low: -Infinity, high: Infinity };
  }
  return twoSampleBootstrap([a, b], statistic, { stream: streamOf(claim, estimate), level });
}

/** Capacities in clusters of texts: those of one book are one. */
export function ofBooks(capacities: readonly TextCapacity[]): TextCapacity[][] {
  return byBook(capacities.map((one) => [one.text, one]));
}

/** Doublings of a capacity above the floor; one that is none stands on the floor. */
function position(tokens: number, floor: number): number {
  return tokens === 0 ? 0 : Math.log2(tokens) - floor;
}

/** Lengths tried in both samples of fits, ascending. */
export function commonLengths(a: readonly MeasuredFit[], b: readonly MeasuredFit[]): number[] {
  const lengths = (fits: readonly MeasuredFit[]) => new Set(fits.map(({ job }) => job.tokens));
  return [...lengths(a).intersection(lengths(b))].sort((x, y) => x - y);
}
