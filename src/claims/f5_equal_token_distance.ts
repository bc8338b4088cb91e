import { differenceWithinBins, judgeDistances } from "./_distances.ts";
import type { Claim } from "./claim.ts";

export const f5EqualTokenDistance: Claim = {
  id: "F5-equal-token-distance",
  experiment: "F5",
  statement: "At equal token-level distance same-context pairs are still slightly closer",
  place: "Figure 5",
  paper: "read off the plot",
  basis: "tokens",
  division: "closed",
  evaluate: (evidence) =>
    judgeDistances(evidence, {
      claim: "F5-equal-token-distance",
      binnedBy: ({ tokenDistance }) => tokenDistance,
      statistics: [{ name: "", within: [0, Infinity], of: differenceWithinBins }],
      reason: "Mean cosine distance of e, different − same context, within ten bins of equal " +
        "TF-IDF distance of the texts.",
    }),
};
