import type { OpenShare, Words } from "../readings/open_shares.ts";
import { shareOverLength } from "./_share_over_length.ts";
import type { Chart } from "./chart.ts";

/** Capacity in tokens: the mean accuracy over N, of natural or of random words. */
export function openAccuracyChart(
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
    name: `open-accuracy-${words}${slug}`,
    title: `Mean accuracy, ${words} words${suffix}`,
    reading: "A mark is the mean over texts of the share of their N tokens that one pass gives " +
      "back, with a 95 % interval over texts. Closed is the paper’s recipe, open any other.",
    ...shareOverLength(own, {
      of: "accuracy",
      axis: "mean accuracy",
      caption: `Mean accuracy, ${words} words${suffix}`,
    }),
    commands,
  };
}
