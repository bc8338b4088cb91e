import { published, type PublishedValue, valuesAt } from "../paper/mod.ts";
import {
  type Capacities,
  capacities,
  type Capacity,
  type PrefixOutcome,
} from "../statistics/mod.ts";
import { type Cell, judgeCells } from "./_published_cells.ts";
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
  directOnly: true,
  evaluate({ fits, groupFits }) {
    const printed = valuesAt(published.table3, "capacityTokens");
    const used = fits.filter(({ job }) => job.arrangement === paperArrangement);
    const measured = printed.flatMap((paper) => {
      const { model, source, mShared } = paper.at;
      const outcomes = mShared
        ? sharedOutcomes(
          groupFits.filter(({ job }) => job.model.id === model),
          (text) => text.source === source,
        )
        : outcomesOf(
          used.filter(({ job }) => job.model.id === model && job.text.source === source),
        );
      return outcomes.length === 0 ? [] : [{ paper, capacities: capacities(outcomes) }];
    });
    if (measured.length === 0) {
      return notRun("Wants fits over the length grid on the paper's weights.");
    }
    const cellsBy = (rule: keyof Capacities) =>
      measured.map(({ paper, capacities }) => cellOf(paper, capacities[rule]));
    const others = otherRules.map(([rule, said]) => {
      const agreeing = cellsBy(rule).filter(({ verdict }) => verdict === "reproduced").length;
      return `${agreeing} of ${measured.length} by the ${said}`;
    });
    return judgeCells(cellsBy("longestOfAny"), {
      printed: printed.length,
      scope: scopeOf([...used, ...groupFits].map(({ job }) => job)),
      reason: "Longest prefix of any text at accuracy 0.99; a cell agrees within one step of the " +
        "paper's length grid. How many texts and seeds the paper took the maximum over is " +
        `unstated, and so is that it was the maximum. By other rules agree: ${others.join(", ")}.`,
      jobs: [...used, ...groupFits].map(({ key }) => key),
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

/** A printed capacity beside ours, which may be longer where it is censored. */
function cellOf(
  paper: PublishedValue & { readonly value: number },
  { tokens, censored }: Capacity,
): Cell {
  const { model, source, mShared } = paper.at;
  return {
    name: `${model}, ${source}, m ${mShared ? "shared" : "not shared"}`,
    paper,
    ours: tokens,
    verdict: censored && tokens < paper.value
      ? "inconclusive"
      : gridSteps(tokens, paper.value) <= 1
      ? "reproduced"
      : "contradicted",
  };
}

const grid = published.settings.lengthGrids.find(({ place }) => place === "Table 3")!.tokens;

/** Steps of the paper's grid between two lengths; one off the grid counts as the next shorter. */
function gridSteps(a: number, b: number): number {
  const at = (tokens: number) => grid.findLastIndex((one) => one <= tokens);
  return Math.abs(at(a) - at(b));
}
