import { mean, sampleStandardDeviation } from "simple-statistics";
import { published, valuesAt } from "../paper/mod.ts";
import { fewestClusters, holm, normalCumulative } from "../statistics/mod.ts";
import { type Cell, judgeCells } from "./_published_cells.ts";
import { type Claim, notRun } from "./claim.ts";
import { meanByText } from "./text_mean.ts";
import { scopeOf } from "./words.ts";

/** Accuracies closer than this agree; the printed ones are rounded to 0.01. */
const margin = 0.05;
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
    const printed = valuesAt(published.table1, "accuracy");
    const tests = printed.flatMap((paper) => {
      const there = used.filter(({ job }) =>
        job.tokens === paper.at.tokens &&
        job.arrangement === String(paper.at.arrangement)
      );
      const texts = [...meanByText(there, ({ result }) => result.accuracy).values()];
      if (texts.length < fewestClusters) return [];
      const ours = mean(texts);
      // Both are means over texts: ours has its own scatter, the printed one its deviation.
      const error = Math.hypot(
        sampleStandardDeviation(texts) / Math.sqrt(texts.length),
        paper.deviation! / Math.sqrt(paperTexts),
      );
      const difference = ours - paper.value;
      // Of a difference beyond the margin: one within it agrees, however surely it is there.
      const beyond = Math.abs(difference) - margin;
      const p = error === 0
        ? (beyond > 0 ? 0 : 1)
        : Math.min(1, 2 * normalCumulative(-beyond / error));
      return [{ paper, ours, p, alike: Math.abs(difference) + 1.645 * error < margin }];
    });
    if (tests.length === 0) {
      return notRun("Wants fits of the five arrangements on Llama-3.2-1B's own weights.");
    }
    const adjusted = holm(tests.map(({ p }) => p));
    const isOff = (i: number, significance: number) => adjusted[i] < significance;
    const cells = tests.map(({ paper, ours, alike }, i): Cell => ({
      name: `${paper.at.arrangement} at N = ${paper.at.tokens}`,
      paper,
      ours,
      verdict: alike ? "reproduced" : isOff(i, 0.05) ? "contradicted" : "inconclusive",
    }));
    const judged = judgeCells(cells, {
      printed: printed.length,
      scope: scopeOf(used.map(({ job }) => job)),
      reason: `Difference of the means, z test of one beyond ${margin} with both scatters, Holm ` +
        `over the table; a cell agrees where the 90 % interval of the difference lies within ${margin}.`,
      jobs: used.map(({ key }) => key),
    });
    return {
      ...judged,
      contradictedAt: (significance) => tests.some((_, i) => isOff(i, significance)),
    };
  },
};
