import { type Claim, notRun } from "./claim.ts";

export const f7CurveShort: Claim = {
  id: "F7-curve-short",
  experiment: "F7",
  statement: "The fitted curves are hardly longer than the straight line",
  place: "Figure 7",
  paper: "largest curve length over chord length 1.2",
  basis: "tokens",
  division: "closed",
  evaluate: () =>
    notRun("Wants fitted curves between solutions of one text; no job of that kind has run."),
};
