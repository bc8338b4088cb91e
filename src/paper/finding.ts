import type { Paper } from "./published.ts";

/** Two printed things that cannot both be right, or a number that cannot be what it is called. */
export interface Finding {
  readonly id: string;
  /** For example "Table 3". */
  readonly places: readonly string[];
  readonly message: string;
  /** The sums behind it, one a line; never empty. */
  readonly arithmetic: readonly string[];
}

/** Checks the paper against itself; null where nothing is amiss. */
export type Check = (paper: Paper) => Finding | null;
