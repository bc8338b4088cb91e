import { judgeMatched } from "./_matched_distances.ts";
import type { Claim } from "./claim.ts";

export const f5EqualSemanticDistance: Claim = {
  id: "F5-equal-semantic-distance",
  experiment: "F5",
  statement: "At equal semantic distance same-context pairs are still slightly closer",
  place: "Figure 5",
  paper: "read off the plot",
  basis: "tokens",
  division: "closed",
  reads: ["distances"],
  evaluate: (evidence) =>
    judgeMatched(evidence, {
      claim: "F5-equal-semantic-distance",
      textDistance: ({ semanticDistance }) => semanticDistance,
      name: "distance of the texts' sentence embeddings",
    }),
};
