import { bookOf } from "../text/mod.ts";
import { fewestClusters } from "../statistics/mod.ts";

/**
 * What belongs to texts, by the book that each is from: texts of one book have its author and its
 * subject in common, so that they tell less than as many of different books.
 */
export function byBook<T>(texts: Iterable<readonly [text: string, T]>): T[][] {
  const books = Map.groupBy(texts, ([text]) => bookOf(text));
  return [...books.values()].map((of) => of.map(([, one]) => one));
}

/** Said of texts that share books where those are too few to be resampled; else nothing. */
export function fewBooksSaid(texts: Iterable<string>): string {
  const ofBooks = [...new Set(texts)].filter((text) => bookOf(text) !== text);
  const books = new Set(ofBooks.map(bookOf)).size;
  if (books >= fewestClusters || books === ofBooks.length) return "";
  return books === 1
    ? `Its ${ofBooks.length} texts are of one book: how books differ is not known.`
    : `Its ${ofBooks.length} texts are of ${books} books: too few to resample, the intervals are ` +
      `Student's over books.`;
}
