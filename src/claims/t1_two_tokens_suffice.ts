import type { FitJob } from "../records/record.ts";
import { type Claim, notRun } from "./claim.ts";
import { byModel, type MeasuredFit, ofLongestTried, paperArrangement } from "./evidence.ts";
import { judgeParts, type Part } from "./parts.ts";
import { meanByText, textMean } from "./text_mean.ts";
import { scopeOf } from "./words.ts";

const id = "T1-two-tokens-suffice";

/** Lengths set beforehand; beyond the first, those at which any text came back. */
const lengths = [16, 64, 128];

/**
 * One text that came back is soon had, and of a model that has learned nothing too. So it takes
 * most of the texts at a length set beforehand, and more of them than with random weights; that the
 * control does as well is no evidence against the paper, which has none.
 */
export const t1TwoTokensSuffice: Claim = {
  id,
  experiment: "T1",
  statement:
    "Two trained vectors can make a frozen language model write a text exactly in one pass",
  place: "Table 1",
  paper: "accuracy 1.00 ± 0.00 at N = 4, 0.99 ± 0.10 at N = 256 (Llama-3.2-1B, 50 PG-19 texts)",
  basis: "tokens",
  division: "closed",
  reads: ["fits", "controls"],
  evaluate({ fits, unfinished, controls }) {
    const usable = ofLongestTried(
      fits.filter(({ job }) =>
        job.arrangement === paperArrangement && job.text.source !== "random" &&
        lengths.includes(job.tokens)
      ),
    );
    const missing: string[] = [];
    const used: MeasuredFit[] = [];
    const isExact = ({ result }: { readonly result: { readonly exact: boolean } }) =>
      result.exact ? 1 : 0;
    const parts = byModel(usable).flatMap(([model, ofModel]) =>
      lengths.flatMap((tokens): Part[] => {
        const there = ofModel.filter(({ job }) => job.tokens === tokens);
        const isReached = there.some(({ result }) => result.exact);
        if (there.length === 0 || (tokens > lengths[0] && !isReached)) return [];
        used.push(...there);
        const at = `${model}, N = ${tokens}`;
        const texts = meanByText(there, isExact);
        // With other steps, or by another recipe, random weights would be told apart by those.
        const recipes = new Set(there.map(({ job }) => nameAndSteps(job)));
        const random = meanByText(
          controls.filter(({ job }) =>
            job.variant === "random weights" && job.arrangement === paperArrangement &&
            job.model.id === model && job.tokens === tokens && recipes.has(nameAndSteps(job))
          ),
          isExact,
        );
        const both = recipes.size > 1
          ? []
          : [...texts.keys()].filter((text) => random.has(text)).sort();
        const waiting = new Set(
          unfinished.filter(({ job }) =>
            job.model.id === model && job.tokens === tokens && !texts.has(job.text.id) &&
            job.arrangement === paperArrangement && job.text.source !== "random" &&
            job.recipe.name === there[0].job.recipe.name
          ).map(({ job }) => job.text.id),
        ).size;
        const share: Part = {
          name: `${at}, ${texts.size} texts${waiting > 0 ? `, ${waiting} not ended` : ""}`,
          within: [0.5, Infinity],
          against: tokens === lengths[0] ? "below" : "neither",
          interval: (level) => textMean(texts, { claim: id, estimate: at, level, waiting }),
        };
        if (both.length === 0) {
          missing.push(`the random-weights control of ${at}, by the same recipe and as many steps`);
          return [share];
        }
        return [share, {
          name: `${at}, more than with random weights, ${both.length} texts`,
          within: [0, Infinity],
          against: "neither",
          interval: (level) =>
            textMean(new Map(both.map((text) => [text, texts.get(text)! - random.get(text)!])), {
              claim: id,
              estimate: `${at} control`,
              level,
              range: [-1, 1],
            }),
        }];
      })
    );
    if (parts.length === 0) {
      return notRun(`Wants fits of ${paperArrangement} at N = ${lengths.join(", ")}.`);
    }
    return judgeParts(parts, {
      scope: scopeOf(used.map(({ job }) => job)),
      reason:
        `Share of texts read back exactly by a forward pass on its own, at N = ${
          lengths[0]
        } and, ` +
        `where any came back, ${
          lengths.slice(1).join(" and ")
        }, and the same less the share that ` +
        `random weights give back. Fails by the share at N = ${lengths[0]} alone.`,
      jobs: used.map(({ key }) => key),
      missing,
    });
  },
};

function nameAndSteps({ recipe: { name, maxSteps } }: Pick<FitJob, "recipe">): string {
  return `${name}, ${maxSteps} steps`;
}
