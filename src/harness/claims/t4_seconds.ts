import { type Claim, notRun } from "./claim.ts";

export const t4Seconds: Claim = {
  id: "T4-seconds",
  experiment: "T4",
  statement: "Table 4's seconds",
  place: "Table 4",
  paper: "23 times from 6 to 261 s (A100 or H100)",
  basis: "time",
  division: "closed",
  directOnly: true,
  evaluate: () => notRun("Wants fits on the paper's models and hardware."),
};
