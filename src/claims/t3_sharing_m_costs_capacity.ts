import { capacityOfTexts } from "../statistics/mod.ts";
import {
  capacityDifference,
  isWhole,
  ofBooks,
  ratioOf,
  textCapacities,
  textsOf,
} from "./_capacity.ts";
import { endedLengths } from "./_ended_lengths.ts";
import { sharedOutcomes } from "./_groups.ts";
import { type Claim, notRun } from "./claim.ts";
import { byModel, type MeasuredFit, ofOneRecipe, paperArrangement } from "./evidence.ts";
import type { Measured } from "../records/record.ts";
import { judgeParts, type Part } from "./parts.ts";
import { scopeOf } from "./words.ts";

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
    const { fits, said } = endedLengths(evidence);
    // Those of another recipe differ by more than what they share.
    const groupFits = ofOneRecipe(
      evidence.groupFits.filter(({ job }) => job.shared === "m" && job.groupSize > 1),
    );
    const own = new Map(byModel(
      fits.filter(({ job }) =>
        job.arrangement === paperArrangement && job.recipe.name === groupFits[0]?.job.recipe.name
      ),
    ));
    const alone: string[] = [];
    const used: (MeasuredFit | Measured<"group fit">)[] = [];
    const parts = byModel(groupFits).flatMap(([model, ofModel]): Part[] => {
      const all = own.get(model) ?? [];
      const sources = new Set(all.map(({ job }) => job.text.source));
      const outcomes = sharedOutcomes(ofModel, ({ source }) => sources.has(source));
      // Of one source each text holds about as much, of two there is more than sharing to it.
      const shared = new Set(
        ofModel.flatMap(({ job }) => job.texts.map(({ source }) => source)),
      );
      const unshared = all.filter(({ job }) => shared.has(job.text.source));
      const lengths = [...new Set(unshared.map(({ job }) => job.tokens))]
        .filter((tokens) => outcomes.some((one) => one.tokens === tokens)).sort((a, b) => a - b);
      if (lengths.length < 2) return [];
      const a = textCapacities(unshared, lengths);
      const units = [
        ...Map.groupBy(
          outcomes.filter(({ tokens }) => lengths.includes(tokens)),
          ({ unit }) => unit,
        ).values(),
      ].filter((of) => isWhole(of, lengths)).map((of) => capacityOfTexts(of));
      if (textsOf(a) < 2) return [];
      if (units.length < 2) {
        alone.push(`a second group or seed that shares m on ${model}`);
        return [];
      }
      used.push(
        ...[...unshared, ...ofModel].filter(({ job }) => lengths.includes(job.tokens)),
      );
      return [{
        name: `${model}, ${textsOf(a)} texts and ${units.length} groups with a seed each`,
        within: [0, Infinity],
        interval: (level) =>
          capacityDifference(ofBooks(a), units, {
            claim: id,
            estimate: model,
            level,
            lengths,
          }),
        show: (interval) => `unshared ${ratioOf(interval)}`,
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
