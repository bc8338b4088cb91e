import { judgeMatched } from "./_matched_distances.ts";
import type { Claim } from "./claim.ts";

export const f5EqualTokenDistance: Claim = {
  id: "F5-equal-token-distance",
  experiment: "F5",
  statement: "At equal token-level distance same-context pairs are still slightly closer",
  place: "Figure 5",
  paper: "read off the plot",
  basis: "tokens",
  division: "closed",
  reads: ["distances"],
  evaluate: (evidence) =>
    judgeMatched(evidence, {
      claim: "F5-equal-token-distance",
      textDistance: ({ tokenDistance }) => tokenDistance,
      name: "TF-IDF distance of the texts",
    }),
};
