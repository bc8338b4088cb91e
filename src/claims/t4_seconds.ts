import { published, valuesAt } from "../paper/mod.ts";
import { studentInterval } from "../statistics/mod.ts";
import { type Cell, judgeCells } from "./_published_cells.ts";
import { type Claim, notRun } from "./claim.ts";
import { paperArrangement } from "./evidence.ts";
import { isPaperCard, onCard } from "./_paper_card.ts";
import { meanByText } from "./text_mean.ts";
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
  evaluate({ fits, card }) {
    const used = fits.filter(({ job, result }) =>
      job.arrangement === paperArrangement && job.engine.device === "cuda" &&
      result.accuracy >= 0.99
    );
    const printed = valuesAt(published.table4, "fitSeconds");
    const cells = printed.flatMap((paper): Cell[] => {
      const there = used.filter(({ job }) =>
        job.model.id === paper.at.model && job.tokens === paper.at.tokens
      );
      const texts = [
        ...meanByText(there, ({ result }) => Math.log(result.elapsedSeconds / paper.value))
          .values(),
      ];
      if (texts.length < 2) return [];
      const within = Math.log(factor);
      const shown = studentInterval(texts, { level: 0.9 });
      return [{
        name: `${paper.at.model} at N = ${paper.at.tokens}`,
        paper,
        ours: Math.exp(shown.estimate) * paper.value,
        agrees: shown.low > -within && shown.high < within,
        isOff: (significance) => {
          const { low, high } = studentInterval(texts, { level: 1 - significance });
          return low > within || high < -within;
        },
      }];
    });
    if (cells.length === 0) {
      return notRun(
        "Wants fits of at least two texts at a length of Table 4, on the paper's models and a " +
          "CUDA device.",
      );
    }
    return judgeCells(cells, {
      comparable: printed.length,
      canFail: isPaperCard(card),
      scope: scopeOf(used.map(({ job }) => job)),
      reason: `Geometric mean over texts of the seconds of fits that reached accuracy 0.99, ` +
        `${onCard(card)}; a cell agrees where its 90 % interval lies within a factor of ${factor}.`,
      jobs: used.map(({ key }) => key),
    });
  },
};
