import { published, valuesAt } from "../paper/mod.ts";
import { capacities } from "../statistics/mod.ts";
import { type Cell, judgeCells } from "./_published_cells.ts";
import { sharedOutcomes } from "./_groups.ts";
import { type Claim, notRun } from "./claim.ts";
import { paperArrangement } from "./evidence.ts";
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
    const grid = published.settings.lengthGrids.find(({ place }) => place === "Table 3")!.tokens;
    const printed = valuesAt(published.table3, "capacityTokens");
    const cells = printed.flatMap((paper): Cell[] => {
      const { model, source, mShared } = paper.at;
      const outcomes = mShared
        ? sharedOutcomes(
          groupFits.filter(({ job }) => job.model.id === model),
          (text) => text.source === source,
        )
        : fits.filter(({ job }) =>
          job.model.id === model && job.text.source === source &&
          job.arrangement === paperArrangement
        ).map(({ job, result }) => ({
          text: job.text.id,
          tokens: job.tokens,
          accuracy: result.accuracy,
        }));
      if (outcomes.length === 0) return [];
      const { tokens, censored } = capacities(outcomes).longestOfAny;
      const steps = stepsBetween(tokens, paper.value, grid);
      return [{
        name: `${model}, ${source}, m ${mShared ? "shared" : "not shared"}`,
        paper,
        ours: tokens,
        verdict: censored && tokens < paper.value
          ? "inconclusive"
          : steps <= 1
          ? "reproduced"
          : "contradicted",
      }];
    });
    if (cells.length === 0) {
      return notRun("Wants fits over the length grid on the paper's weights.");
    }
    const used = fits.filter(({ job }) => job.arrangement === paperArrangement);
    return judgeCells(cells, {
      printed: printed.length,
      scope: scopeOf([...used, ...groupFits].map(({ job }) => job)),
      reason: "Longest prefix of any text at accuracy 0.99; a cell agrees within one step of the " +
        "paper's length grid. How many texts and seeds the paper took the maximum over is unstated.",
      jobs: [...used, ...groupFits].map(({ key }) => key),
    });
  },
};

/** Grid steps from one length to another; a length off the grid counts as the next shorter one. */
function stepsBetween(a: number, b: number, grid: readonly number[]): number {
  const at = (tokens: number) => grid.findLastIndex((one) => one <= tokens);
  return Math.abs(at(a) - at(b));
}
