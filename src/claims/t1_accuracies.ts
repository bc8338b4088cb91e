import { mean, sampleStandardDeviation } from "simple-statistics";
import { published, valuesAt } from "../paper/mod.ts";
import { arrangementNamed, equalOutputs } from "../proto/mod.ts";
import { fewestClusters, studentTCumulative, studentTQuantile } from "../statistics/mod.ts";
import { type Cell, judgeCells } from "./_published_cells.ts";
import { type Claim, notRun } from "./claim.ts";
import { meanByText } from "./text_mean.ts";
import { scopeOf } from "./words.ts";

/** Accuracies closer than this agree where the printed deviation is next to nothing. */
const leastMargin = 0.05;
/** Texts behind each printed mean. */
const paperTexts = 50;

export const t1Accuracies: Claim = {
  id: "T1-accuracies",
  experiment: "T1",
  statement: "Table 1's accuracies",
  place: "Table 1",
  paper: "20 means with standard deviations (Llama-3.2-1B, 50 PG-19 texts)",
  basis: "tokens",
  division: "closed",
  directOnly: true,
  evaluate({ fits }) {
    const used = fits.filter(({ job }) =>
      job.model.id === "llama-3.2-1b" && job.text.source === "pg19"
    );
    const comparable = valuesAt(published.table1, "accuracy").filter(({ at }) =>
      // Where one vector alone is seen, a text's best follows from the text: no fit speaks to it.
      equalOutputs(arrangementNamed(String(at.arrangement)), Number(at.tokens)) <= 1
    );
    const cells = comparable.flatMap((paper): Cell[] => {
      const there = used.filter(({ job }) =>
        job.tokens === paper.at.tokens && job.arrangement === String(paper.at.arrangement)
      );
      const texts = [...meanByText(there, ({ result }) => result.accuracy).values()];
      if (texts.length < fewestClusters) return [];
      const ours = mean(texts);
      // Both are means over texts: ours has its own scatter, the printed one its deviation.
      const error = Math.hypot(
        sampleStandardDeviation(texts) / Math.sqrt(texts.length),
        paper.deviation! / Math.sqrt(paperTexts),
      );
      const margin = marginOf(paper.deviation!);
      const difference = Math.abs(ours - paper.value);
      // Ours are few, and their scatter is known as well as they allow.
      const freedom = texts.length - 1;
      // Of a difference beyond the margin: one within it agrees, however surely it is there.
      const p = error === 0
        ? (difference > margin ? 0 : 1)
        : Math.min(1, 2 * studentTCumulative((margin - difference) / error, freedom));
      return [{
        name: `${paper.at.arrangement} at N = ${paper.at.tokens}`,
        paper,
        ours,
        agrees: difference + studentTQuantile(0.95, freedom) * error < margin,
        isOff: (significance) => p < significance,
      }];
    });
    if (cells.length === 0) {
      return notRun(
        "Wants fits of the arrangements of two vectors on Llama-3.2-1B's own weights.",
      );
    }
    return judgeCells(cells, {
      comparable: comparable.length,
      scope: scopeOf(used.map(({ job }) => job)),
      reason:
        `Difference of the means, with both scatters and Student's t. A cell agrees where the 90 % interval ` +
        `of the difference lies within a margin that two samples of 50 texts can show: 0.05, or ` +
        `three standard errors by the printed deviation. Cells that algebra decides are not ` +
        `compared.`,
      jobs: used.map(({ key }) => key),
    });
  },
};

/** Three standard errors of the difference of two means of 50 texts that scatter as printed. */
function marginOf(deviation: number): number {
  return Math.max(leastMargin, 3 * deviation * Math.sqrt(2 / paperTexts));
}
