import { mean } from "simple-statistics";
import { clusterBootstrap } from "../statistics/mod.ts";
import { type Claim, notRun } from "./claim.ts";
import { byModel, type MeasuredFit, paperArrangement, streamOf } from "./evidence.ts";
import { judgeParts, type Part } from "./parts.ts";
import { meanByText } from "./text_mean.ts";
import { intervalText, scopeOf } from "./words.ts";

const id = "T3-information-stored";

/**
 * H_LM of what came back exactly, at the length of each model that most texts came back at (the
 * longest such). The bound is luck: a fit of S steps shows S outputs, so a text worth no more than ln S nats to the model could
 * have come up by itself.
 */
export const t3InformationStored: Claim = {
  id,
  experiment: "T3",
  statement: "What one pass gives back holds information the model could not have guessed",
  place: "Table 3",
  paper: "H_LM of the longest texts from 82.3 ± 28.1 to 2974.4 ± 298.3 nats",
  basis: "tokens",
  division: "either",
  evaluate({ fits }) {
    const exact = fits.filter(({ job, result }) =>
      job.arrangement === paperArrangement && result.exact
    );
    const used: MeasuredFit[] = [];
    const parts = byModel(exact).flatMap(([model, ofModel]): Part[] => {
      const lengths = [...Map.groupBy(ofModel, ({ job }) => job.tokens)].flatMap(
        ([tokens, there]) => {
          const nats = [...meanByText(there, ({ result }) => result.informationNats).values()];
          return nats.length > 1 ? [{ tokens, there, nats }] : [];
        },
      );
      if (lengths.length === 0) return [];
      const { tokens, there, nats } = lengths.sort((a, b) =>
        b.nats.length - a.nats.length || b.tokens - a.tokens
      )[0];
      used.push(...there);
      const luck = Math.log(Math.max(...there.map(({ result }) => result.steps), 1));
      return [{
        name: `${model}, N = ${tokens}, ${nats.length} texts`,
        within: [luck, Infinity],
        interval: (level) =>
          clusterBootstrap(nats.map((value) => [value]), (drawn) => mean([...drawn]), {
            stream: streamOf(id, model),
            level,
          }),
        show: (interval) => `${intervalText(interval)} nats`,
      }];
    });
    if (parts.length === 0) return notRun("No two texts of one length came back exactly.");
    return judgeParts(parts, {
      scope: scopeOf(used.map(({ job }) => job)),
      reason:
        "Mean H_LM of the texts given back exactly, at the length most of them were, bootstrap " +
        "over texts, against ln of the most steps a fit took.",
      jobs: used.map(({ key }) => key),
    });
  },
};
