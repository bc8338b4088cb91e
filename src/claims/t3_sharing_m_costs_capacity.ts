import { capacityOfTexts } from "../statistics/mod.ts";
import { capacityDifference, ofBooks, textCapacities } from "./_capacity.ts";
import { endedLengths } from "./_ended_lengths.ts";
import { sharedOutcomes } from "./_groups.ts";
import { type Claim, notRun } from "./claim.ts";
import { byModel, ofOneRecipe, paperArrangement } from "./evidence.ts";
import { judgeParts, type Part } from "./parts.ts";
import { figure, scopeOf } from "./words.ts";

const id = "T3-sharing-m-costs-capacity";

export const t3SharingMCostsCapacity: Claim = {
  id,
  experiment: "T3",
  statement: "Sharing m between texts lowers the capacity",
  place: "Table 3",
  paper: "for example Llama-3.2-1B, PG-19: 362 tokens unshared, 181 shared",
  basis: "tokens",
  division: "closed",
  reads: ["fits", "groupFits"],
  evaluate(evidence) {
    const { groupFits } = evidence;
    const { fits, said } = endedLengths(evidence);
    const own = new Map(byModel(ofOneRecipe(
      fits.filter(({ job }) => job.arrangement === paperArrangement),
    )));
    const alone: string[] = [];
    const parts = byModel(groupFits).flatMap(([model, ofModel]): Part[] => {
      const unshared = own.get(model) ?? [];
      const sources = new Set(unshared.map(({ job }) => job.text.source));
      const outcomes = sharedOutcomes(ofModel, ({ source }) => sources.has(source));
      const lengths = [...new Set(unshared.map(({ job }) => job.tokens))]
        .filter((tokens) => outcomes.some((one) => one.tokens === tokens)).sort((a, b) => a - b);
      if (lengths.length < 2) return [];
      const a = textCapacities(unshared.filter(({ job }) => lengths.includes(job.tokens)));
      const shared = outcomes.filter(({ tokens }) => lengths.includes(tokens));
      const units = [...Map.groupBy(shared, ({ unit }) => unit).values()].map((of) =>
        capacityOfTexts(of)
      );
      if (a.length < 2) return [];
      if (units.length < 2) {
        alone.push(`a second group or seed that shares m on ${model}`);
        return [];
      }
      return [{
        name: `${model}, ${a.length} texts and ${units.length} groups with a seed each`,
        within: [0, Infinity],
        interval: (level) =>
          capacityDifference(ofBooks(a), units, {
            claim: id,
            estimate: model,
            level,
            limit: lengths[lengths.length - 1],
            shortest: lengths[0],
          }),
        show: ({ estimate, low, high }) =>
          `unshared × ${figure(2 ** estimate)} [${figure(2 ** low)}, ${figure(2 ** high)}]`,
      }];
    });
    if (parts.length === 0) {
      return notRun(
        (alone.length > 0
          ? `Wants ${alone.join("; ")}: texts that share a vector count as one.`
          : "Wants group fits that share m, and fits of single texts, at two lengths in common.") +
          said,
      );
    }
    const used = [...fits, ...groupFits];
    return judgeParts(parts, {
      scope: scopeOf(used.map(({ job }) => job)),
      reason: "Difference of mean log2 capacity, unshared − shared, texts that outlast the grid " +
        "censored; bootstrap over texts alone and over whole groups with their seed, since texts " +
        "that share an m are not independent. Ratios are shown, the rule is in doublings." + said,
      jobs: used.map(({ key }) => key),
      missing: alone,
    });
  },
};
