import { type Claim, notRun } from "./claim.ts";

export const f4279Times: Claim = {
  id: "F4-279-times",
  experiment: "F4",
  statement: "One pass is 279 times as fast on average",
  place: "Figure 4",
  paper: "279×, the mean over models and data sets (A100 or H100)",
  basis: "time",
  division: "either",
  directOnly: true,
  evaluate: () => notRun("Wants timings of the paper's models on the paper's hardware."),
};
