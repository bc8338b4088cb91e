import { type Claim, notRun } from "./claim.ts";

export const f5EqualTokenDistance: Claim = {
  id: "F5-equal-token-distance",
  experiment: "F5",
  statement: "At equal token-level distance same-context pairs are still slightly closer",
  place: "Figure 5",
  paper: "read off the plot",
  basis: "tokens",
  division: "closed",
  evaluate: () =>
    notRun("Wants distances between solutions and TF-IDF distances; no job of that kind has run."),
};
