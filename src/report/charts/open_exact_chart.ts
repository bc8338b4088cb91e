import type { OpenShare, Words } from "../readings/open_shares.ts";
import { shareOverLength } from "./_share_over_length.ts";
import type { Chart } from "./chart.ts";

/** Capacity in whole texts: the share that is exact over N, of natural or of random words. */
export function openExactChart(
  shares: readonly OpenShare[],
  { words, slug, suffix, commands }: {
    readonly words: Words;
    /** Tells models apart in file names. */
    readonly slug: string;
    /** Tells arrangements apart in titles. */
    readonly suffix: string;
    readonly commands: readonly string[];
  },
): Chart | null {
  const own = shares.filter((one) => one.words === words);
  if (own.length === 0) return null;
  return {
    name: `open-exact-${words}${slug}`,
    title: `Share of texts exact, ${words} words${suffix}`,
    reading: "A mark is the share of texts of N tokens of which one pass gives back every token, " +
      "with its exact 95 % interval (Clopper and Pearson). Closed is the paper’s recipe, open any " +
      "other.",
    ...shareOverLength(own, {
      of: "exact",
      axis: "share exact",
      caption: `Share of texts exact, ${words} words${suffix}`,
    }),
    commands,
  };
}
