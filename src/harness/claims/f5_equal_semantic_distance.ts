import { type Claim, notRun } from "./claim.ts";

export const f5EqualSemanticDistance: Claim = {
  id: "F5-equal-semantic-distance",
  experiment: "F5",
  statement: "At equal semantic distance same-context pairs are still slightly closer",
  place: "Figure 5",
  paper: "read off the plot",
  basis: "tokens",
  division: "closed",
  evaluate: () =>
    notRun(
      "Wants distances between solutions and sentence embeddings; no job of that kind has run.",
    ),
};
