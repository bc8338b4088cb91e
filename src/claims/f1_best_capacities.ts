import { published, valuesAt } from "../paper/mod.ts";
import { capacities } from "../statistics/mod.ts";
import { type Cell, judgeCells } from "./_published_cells.ts";
import { type Claim, notRun } from "./claim.ts";
import { byModel, paperArrangement } from "./evidence.ts";
import { scopeOf } from "./words.ts";

/** Table 3's best source per model; agreement within a factor of √2, one step of its grid. */
export const f1BestCapacities: Claim = {
  id: "F1-best-capacities",
  experiment: "F1",
  statement: "Figure 1's longest texts",
  place: "Figure 1",
  paper: "128, 181, 131, 362, 512, 724 tokens, the best of four sources",
  basis: "tokens",
  division: "closed",
  directOnly: true,
  evaluate({ fits }) {
    const used = fits.filter(({ job }) => job.arrangement === paperArrangement);
    const printed = valuesAt(published.figure1, "capacityTokens");
    const measured = new Map(byModel(used));
    const cells = printed.flatMap((paper): Cell[] => {
      const ofModel = measured.get(String(paper.at.model));
      if (ofModel === undefined) return [];
      const { tokens, censored } = capacities(ofModel.map(({ job, result }) => ({
        text: job.text.id,
        tokens: job.tokens,
        accuracy: result.accuracy,
      }))).longestOfAny;
      const doublings = Math.abs(Math.log2(tokens / paper.value));
      return [{
        name: String(paper.at.model),
        paper,
        ours: tokens,
        verdict: censored && tokens < paper.value
          ? "inconclusive"
          : doublings < 0.55
          ? "reproduced"
          : "contradicted",
      }];
    });
    if (cells.length === 0) {
      return notRun("Wants fits over the length grid on the paper's weights.");
    }
    return judgeCells(cells, {
      printed: printed.length,
      scope: scopeOf(used.map(({ job }) => job)),
      reason: "Longest prefix of any text of any source at accuracy 0.99; agrees within a factor " +
        "of √2, one step of the length grid.",
      jobs: used.map(({ key }) => key),
    });
  },
};
