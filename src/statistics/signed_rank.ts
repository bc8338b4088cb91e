import { median } from "simple-statistics";
import type { Interval } from "./ratio_interval.ts";

/** Where paired differences lie, by the ranks of their sizes alone. */
export interface SignedRank extends Interval {
  /** P of as much above 0 or more, were differences as likely below as above. */
  readonly pAbove: number;
  /** The same of below. */
  readonly pBelow: number;
}

/**
 * Wilcoxon's signed-rank test of paired differences with the Hodges–Lehmann estimate (the median of
 * all pairs' means) and its 95 % interval. It asks nothing but symmetry about the middle, which two
 * things have that are measured in turn, and no single wild pair decides.
 *
 * Method: exact, over all 2ⁿ signs, mid-ranks where sizes tie, zeros left out of the test. The
 * interval's ends are the Walsh averages that the exact test bounds; fewer than six differences
 * bound nothing and the interval is infinite.
 *
 * @throws {RangeError} when there are none, one is not finite, or there are more than 50
 */
export function signedRank(
  differences: readonly number[],
  { level = 0.95 }: { readonly level?: number } = {},
): SignedRank {
  const count = differences.length;
  const wild = differences.find((value) => !Number.isFinite(value));
  if (count < 1 || count > mostPairs || wild !== undefined) {
    throw new RangeError(
      `Cannot rank differences: got ${count}` + (wild === undefined ? "" : ` with ${wild}`) +
        `, want 1 to ${mostPairs}, all finite`,
    );
  }
  const walsh = walshAverages(differences).sort((a, b) => a - b);
  const skipped = averagesOutside(count, (1 - level) / 2);
  return {
    estimate: median(walsh),
    low: skipped === null ? -Infinity : walsh[skipped],
    high: skipped === null ? Infinity : walsh[walsh.length - 1 - skipped],
    ...tails(differences.filter((value) => value !== 0)),
  };
}

/** The estimate alone: the median of all pairs' means, each value paired with itself too. */
export function hodgesLehmann(differences: readonly number[]): number {
  return median(walshAverages(differences));
}

function walshAverages(values: readonly number[]): number[] {
  return values.flatMap((a, i) => values.slice(i).map((b) => (a + b) / 2));
}

/** 2⁵⁰ ways of signs are still counted exactly in float64. */
const mostPairs = 50;

function tails(differences: readonly number[]): Pick<SignedRank, "pAbove" | "pBelow"> {
  const ranks = doubledRanks(differences.map(Math.abs));
  const sum = ranks.reduce((total, rank, at) => differences[at] > 0 ? total + rank : total, 0);
  const ways = waysToSum(ranks);
  const all = 2 ** ranks.length;
  const from = (start: number, end: number) =>
    ways.slice(start, end).reduce((total, count) => total + count, 0) / all;
  return { pAbove: from(sum, ways.length), pBelow: from(0, sum + 1) };
}

/** Twice each value's rank, which is whole where ties share theirs. */
function doubledRanks(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const alike = values.filter((other) => other === value).length;
    return 2 * below + alike + 1;
  });
}

/** At s, how many subsets of the ranks sum to s. */
function waysToSum(ranks: readonly number[]): number[] {
  const ways = new Array<number>(ranks.reduce((sum, rank) => sum + rank, 0) + 1).fill(0);
  ways[0] = 1;
  for (const rank of ranks) {
    for (let sum = ways.length - 1; sum >= rank; sum--) ways[sum] += ways[sum - rank];
  }
  return ways;
}

/** Walsh averages left out at each end; null where even none leaves more than `tail` outside. */
function averagesOutside(count: number, tail: number): number | null {
  const ways = waysToSum(Array.from({ length: count }, (_, at) => at + 1));
  let outside = 0;
  let skipped = 0;
  for (; skipped < ways.length; skipped++) {
    outside += ways[skipped] / 2 ** count;
    if (outside > tail) break;
  }
  return skipped === 0 ? null : skipped - 1;
}
