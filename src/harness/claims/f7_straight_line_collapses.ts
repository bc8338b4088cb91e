import { type Claim, notRun } from "./claim.ts";

export const f7StraightLineCollapses: Claim = {
  id: "F7-straight-line-collapses",
  experiment: "F7",
  statement: "Along the straight line between two solutions of a text accuracy collapses",
  place: "Figure 7",
  paper: "read off the plot: 5 texts, 45 pairs each",
  basis: "tokens",
  division: "closed",
  evaluate: () =>
    notRun(
      "Wants accuracies along lines between solutions of one text; no job of that kind has run.",
    ),
};
