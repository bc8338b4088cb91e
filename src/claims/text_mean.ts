import {
  binomialInterval,
  clusteredMean,
  clusteredShare,
  type Interval,
} from "../statistics/mod.ts";
import { byBook } from "./by_book.ts";
import { streamOf } from "./evidence.ts";

export interface TextMeanOptions {
  /** Names the random stream. */
  readonly claim: string;
  readonly estimate: string;
  readonly level: number;
  /** Least and greatest value of one text; 0…1 by default. */
  readonly range?: readonly [number, number];
  /** Texts planned but not ended: they could have any value, and the interval holds for all. */
  readonly waiting?: number;
}

/**
 * The mean of one value a text; exact binomial where every text is a yes or a no. Values that come
 * with their texts' ids are clustered by book.
 */
export function textMean(
  given: readonly number[] | ReadonlyMap<string, number>,
  { claim, estimate, level, range = [0, 1], waiting = 0 }: TextMeanOptions,
): Interval {
  const values = [...given.values()];
  const books = given instanceof Map ? byBook(given) : values.map((value) => [value]);
  const yesOrNo = range[0] === 0 && range[1] === 1 &&
    values.every((value) => value === 0 || value === 1);
  const interval = yesOrNo
    ? shareOf(books, level)
    : clusteredMean(books, { range, level, stream: streamOf(claim, estimate) });
  const all = values.length + waiting;
  const widened = (bound: number, end: number) => (bound * values.length + end * waiting) / all;
  return {
    estimate: interval.estimate,
    low: widened(interval.low, range[0]),
    high: widened(interval.high, range[1]),
  };
}

function shareOf(books: readonly (readonly number[])[], level: number): Interval {
  const values = books.flat();
  const yes = values.filter((value) => value === 1).length;
  if (books.length === values.length) return binomialInterval(yes, values.length, { level });
  if (books.length > 1) return clusteredShare(books, { level });
  return { estimate: yes / values.length, low: 0, high: 1 };
}

/** Mean over the items of each text: seeds of one text count as one. */
export function meanByText<T extends { readonly job: { readonly text: { readonly id: string } } }>(
  items: readonly T[],
  value: (item: T) => number,
): Map<string, number> {
  const texts = Map.groupBy(items, ({ job }) => job.text.id);
  return new Map(
    [...texts].map((
      [text, of],
    ) => [text, of.reduce((sum, one) => sum + value(one), 0) / of.length]),
  );
}
