import { published, valuesAt } from "../paper/mod.ts";
import { capacityCell } from "./_capacity_cells.ts";
import { judgeCells } from "./_published_cells.ts";
import { type Claim, notRun } from "./claim.ts";
import { byModel, paperArrangement } from "./evidence.ts";
import { scopeOf } from "./words.ts";

/** Table 3's best source per model. */
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
    const cells = printed.flatMap((paper) => {
      const ofModel = measured.get(String(paper.at.model));
      if (ofModel === undefined) return [];
      const outcomes = ofModel.map(({ job, result }) => ({
        text: job.text.id,
        tokens: job.tokens,
        accuracy: result.accuracy,
      }));
      return [capacityCell({
        name: String(paper.at.model),
        paper,
        outcomes,
        sources: published.settings.sources.length,
      })];
    });
    if (cells.length === 0) {
      return notRun("Wants fits over the length grid on the paper's weights.");
    }
    return judgeCells(cells, {
      comparable: printed.length,
      scope: scopeOf(used.map(({ job }) => job)),
      reason:
        "Longest prefix of any text of any source at accuracy 0.99, of six texts and more and " +
        "tried at a length that none came back at; agrees within one step of the length grid, a " +
        "factor of √2. Off where even the longest of 50 texts a source, " +
        "distributed as these, or their middle, would be further away.",
      jobs: used.map(({ key }) => key),
    });
  },
};
