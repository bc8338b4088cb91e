import { differenceWithinBins, judgeDistances } from "./_distances.ts";
import type { Claim } from "./claim.ts";

export const f5EqualSemanticDistance: Claim = {
  id: "F5-equal-semantic-distance",
  experiment: "F5",
  statement: "At equal semantic distance same-context pairs are still slightly closer",
  place: "Figure 5",
  paper: "read off the plot",
  basis: "tokens",
  division: "closed",
  evaluate: (evidence) =>
    judgeDistances(evidence, {
      claim: "F5-equal-semantic-distance",
      binnedBy: ({ semanticDistance }) => semanticDistance,
      statistics: [{ name: "", within: [0, Infinity], of: differenceWithinBins }],
      reason: "Mean cosine distance of e, different − same context, within ten bins of equal " +
        "distance of the texts' sentence embeddings.",
    }),
};
