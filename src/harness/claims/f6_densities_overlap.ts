import { type Claim, notRun } from "./claim.ts";

export const f6DensitiesOverlap: Claim = {
  id: "F6-densities-overlap",
  experiment: "F6",
  statement: "Same-context solutions are closer only slightly: the distributions overlap",
  place: "Figure 6 and text (i)",
  paper: "read off the densities",
  basis: "tokens",
  division: "closed",
  evaluate: () =>
    notRun(
      "Wants distances between solutions of generated texts with shared m; no job of that kind has run.",
    ),
};
