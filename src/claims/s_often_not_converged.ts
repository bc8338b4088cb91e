import { type Claim, notRun } from "./claim.ts";
import { byModel, type MeasuredFit, paperArrangement } from "./evidence.ts";
import { judgeParts, type Part } from "./parts.ts";
import { meanByText, textMean } from "./text_mean.ts";
import { scopeOf } from "./words.ts";

const id = "S-often-not-converged";

/** "Often" is read as: in more than one fit of ten. */
const often = 0.1;

/**
 * Judged at lengths that can be reached at all: no longer than the longest text that came back
 * exactly. Fits not ended yet could go either way, and the interval is widened to hold both.
 */
export const sOftenNotConverged: Claim = {
  id,
  experiment: "T1",
  statement: "The paper's own settings often do not reach accuracy 1 within 5,000 steps",
  place: "Settings",
  paper: "said in words, without a number",
  basis: "steps",
  division: "paper recipe",
  evaluate({ fits, unfinished }) {
    const used: MeasuredFit[] = [];
    const parts = byModel(fits.filter(({ job }) => job.arrangement === paperArrangement)).map(
      ([model, ofModel]): Part => {
        const reached = ofModel.filter(({ result }) => result.exact).map(({ job }) => job.tokens);
        const longest = Math.max(...reached, Math.min(...ofModel.map(({ job }) => job.tokens)));
        const there = ofModel.filter(({ job }) => job.tokens <= longest);
        used.push(...there);
        const texts = meanByText(there, ({ result }) => result.exact ? 0 : 1);
        const waiting =
          unfinished.filter(({ job }) =>
            job.arrangement === paperArrangement && job.model.id === model && job.tokens <= longest
          ).length;
        return {
          name: `${model}, ${there.length} fits of ${texts.size} texts${
            waiting > 0 ? `, ${waiting} not ended` : ""
          }`,
          within: [often, Infinity],
          interval: (level) =>
            textMean([...texts.values()], {
              claim: id,
              estimate: model,
              level,
              // In texts, as the values are: so many fits make up one.
              waiting: waiting * texts.size / there.length,
            }),
        };
      },
    );
    if (parts.length === 0) return notRun("No fit with the whole budget has ended.");
    return judgeParts(parts, {
      scope: scopeOf(used.map(({ job }) => job)),
      reason: `Share of fits that spent their steps short of accuracy 1, at lengths up to the ` +
        `longest that came back, averaged by text; "often" is read as more than ${often}.`,
      jobs: used.map(({ key }) => key),
    });
  },
};
