import { type Claim, notRun } from "./claim.ts";

export const f7CurveStays: Claim = {
  id: "F7-curve-stays",
  experiment: "F7",
  statement: "Along a fitted quadratic Bézier curve between two solutions accuracy stays near 1",
  place: "Figure 7",
  paper: "read off the plot: 5 texts, 45 pairs each",
  basis: "tokens",
  division: "closed",
  evaluate: () =>
    notRun("Wants fitted curves between solutions of one text; no job of that kind has run."),
};
