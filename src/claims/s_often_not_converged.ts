import { type Claim, notRun } from "./claim.ts";
import { byModel, paperArrangement } from "./evidence.ts";
import { judgeParts } from "./parts.ts";
import { meanByText, textMean } from "./text_mean.ts";
import { scopeOf } from "./words.ts";

const id = "S-often-not-converged";

/** "Often" is read as: in more than one fit of ten. */
const often = 0.1;

/**
 * Set beforehand, since the lengths tried would decide otherwise: every fit is short of a long
 * enough text. The paper's table prints no accuracy here, and all its models hold as many tokens.
 */
const tokens = 16;

/** Fits not ended yet could go either way, and the interval is widened to hold both. */
export const sOftenNotConverged: Claim = {
  id,
  experiment: "T1",
  statement: "The paper's own settings often do not reach accuracy 1 within 5,000 steps",
  place: "Settings",
  paper: "said in words, without a number",
  basis: "steps",
  division: "paper recipe",
  evaluate({ fits, unfinished }) {
    const isMeant = ({ job }: { readonly job: typeof fits[number]["job"] }) =>
      job.arrangement === paperArrangement && job.tokens === tokens &&
      job.text.source !== "random";
    const used = fits.filter(isMeant);
    if (used.length === 0) {
      return notRun(`Wants fits of natural text at N = ${tokens} with the whole budget.`);
    }
    const parts = byModel(used).map(([model, there]) => {
      const texts = meanByText(there, ({ result }) => result.exact ? 0 : 1);
      const waiting = unfinished.filter((one) => isMeant(one) && one.job.model.id === model).length;
      return {
        name: `${model}, ${there.length} fits of ${texts.size} texts${
          waiting > 0 ? `, ${waiting} not ended` : ""
        }`,
        within: [often, Infinity] as const,
        interval: (level: number) =>
          textMean(texts, {
            claim: id,
            estimate: model,
            level,
            // In texts, as the values are: so many fits make up one.
            waiting: waiting * texts.size / there.length,
          }),
      };
    });
    return judgeParts(parts, {
      scope: scopeOf(used.map(({ job }) => job)),
      reason: `Share of fits that spent their steps short of accuracy 1 at N = ${tokens}, ` +
        `averaged by text; "often" is read as more than ${often}.`,
      jobs: used.map(({ key }) => key),
    });
  },
};
