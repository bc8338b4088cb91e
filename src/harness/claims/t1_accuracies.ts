import { type Claim, notRun } from "./claim.ts";

export const t1Accuracies: Claim = {
  id: "T1-accuracies",
  experiment: "T1",
  statement: "Table 1's accuracies",
  place: "Table 1",
  paper: "20 means with standard deviations (Llama-3.2-1B, 50 PG-19 texts)",
  basis: "tokens",
  division: "closed",
  directOnly: true,
  evaluate: () => notRun("Wants fits of the five arrangements on Llama-3.2-1B's own weights."),
};
