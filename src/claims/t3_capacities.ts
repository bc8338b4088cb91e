import { published, valuesAt } from "../paper/mod.ts";
import type { Capacities, PrefixOutcome } from "../statistics/mod.ts";
import { capacityCell, type MeasuredCapacities, readingAgrees } from "./_capacity_cells.ts";
import { judgeCells } from "./_published_cells.ts";
import { sharedOutcomes } from "./_groups.ts";
import { type Claim, notRun } from "./claim.ts";
import { type MeasuredFit, paperArrangement } from "./evidence.ts";
import { scopeOf } from "./words.ts";

/**
 * Capacities by the paper's rule as it reads (the longest of any text), which grows with the number
 * of texts and seeds; that number is unstated, so agreement is asked to one step of the grid only.
 */
export const t3Capacities: Claim = {
  id: "T3-capacities",
  experiment: "T3",
  statement: "Table 3's capacities in tokens",
  place: "Table 3",
  paper: "48 capacities from 22 to 724 tokens",
  basis: "tokens",
  division: "closed",
  reads: ["fits", "groupFits"],
  directOnly: true,
  evaluate({ fits, groupFits }) {
    const printed = valuesAt(published.table3, "capacityTokens");
    const used = fits.filter(({ job }) => job.arrangement === paperArrangement);
    const sharing = groupFits.filter(({ job }) => job.shared === "m" && job.groupSize > 1);
    const measured = printed.flatMap((paper): MeasuredCapacities[] => {
      const { model, source, mShared } = paper.at;
      const name = `${model}, ${source}, m ${mShared ? "shared" : "not shared"}`;
      if (!mShared) {
        const outcomes = outcomesOf(
          used.filter(({ job }) => job.model.id === model && job.text.source === source),
        );
        return outcomes.length === 0 ? [] : [{ name, paper, outcomes }];
      }
      const outcomes = sharedOutcomes(
        sharing.filter(({ job }) => job.model.id === model),
        (text) => text.source === source,
      );
      const units = new Set(outcomes.map(({ unit }) => unit)).size;
      return outcomes.length === 0 ? [] : [{ name, paper, outcomes, units }];
    });
    if (measured.length === 0) {
      return notRun("Wants fits over the length grid on the paper's weights.");
    }
    const others = otherRules.map(([rule, said]) => {
      const agreeing = measured.filter((one) => readingAgrees(one, rule)).length;
      return `${agreeing} of ${measured.length} by the ${said}`;
    });
    return judgeCells(measured.map(capacityCell), {
      comparable: printed.length,
      scope: scopeOf([...used, ...sharing].map(({ job }) => job)),
      reason:
        "Longest prefix of any text at accuracy 0.99; a cell of six texts and more, tried at a " +
        "length that none came back at, agrees within one step of the paper's length grid, a factor " +
        "of √2. How many texts and seeds the paper took the maximum " +
        "over is unstated, and so is that it was the maximum: a cell is off where even the longest " +
        "of 50 texts distributed as these, or their middle, would be further away. By other rules " +
        `agree: ${others.join(", ")}.`,
      jobs: [...used, ...sharing].map(({ key }) => key),
    });
  },
};

/** What "the longest" could mean beside the longest of any text. */
const otherRules: readonly (readonly [keyof Capacities, string])[] = [
  ["longestOfMost", "longest that half of the texts reach"],
  ["longestByMean", "longest at a mean accuracy of 0.99"],
  ["medianOfTexts", "median text (Kaplan and Meier)"],
];

function outcomesOf(fits: readonly MeasuredFit[]): PrefixOutcome[] {
  return fits.map(({ job, result }) => ({
    text: job.text.id,
    tokens: job.tokens,
    accuracy: result.accuracy,
  }));
}
