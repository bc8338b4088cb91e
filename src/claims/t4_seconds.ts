import { mean } from "simple-statistics";
import { published, valuesAt } from "../paper/mod.ts";
import { type Cell, judgeCells } from "./_published_cells.ts";
import { type Claim, notRun } from "./claim.ts";
import { paperArrangement } from "./evidence.ts";
import { scopeOf } from "./words.ts";

/** Seconds within this factor agree: the paper's card is either of two, its software unstated. */
const factor = 2;

export const t4Seconds: Claim = {
  id: "T4-seconds",
  experiment: "T4",
  statement: "Table 4's seconds",
  place: "Table 4",
  paper: "23 times from 6 to 261 s (A100 or H100)",
  basis: "time",
  division: "closed",
  directOnly: true,
  evaluate({ fits }) {
    const used = fits.filter(({ job, result }) =>
      job.arrangement === paperArrangement && job.engine.device === "cuda" &&
      result.accuracy >= 0.99
    );
    const printed = valuesAt(published.table4, "fitSeconds");
    const cells = printed.flatMap((paper): Cell[] => {
      const there = used.filter(({ job }) =>
        job.model.id === paper.at.model && job.tokens === paper.at.tokens
      );
      if (there.length === 0) return [];
      const ours = mean(there.map(({ result }) => result.elapsedSeconds));
      const agrees = Math.abs(Math.log(ours / paper.value)) < Math.log(factor);
      const name = `${paper.at.model} at N = ${paper.at.tokens}`;
      return [{ name, paper, ours, verdict: agrees ? "reproduced" : "contradicted" }];
    });
    if (cells.length === 0) return notRun("Wants fits of the paper's models on a CUDA device.");
    return judgeCells(cells, {
      printed: printed.length,
      scope: scopeOf(used.map(({ job }) => job)),
      reason:
        `Mean seconds of the fits that reached accuracy 0.99; a cell agrees within a factor ` +
        `of ${factor}.`,
      jobs: used.map(({ key }) => key),
    });
  },
};
