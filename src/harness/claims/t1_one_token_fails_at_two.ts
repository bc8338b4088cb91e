import { type Claim, notRun } from "./claim.ts";

export const t1OneTokenFailsAtTwo: Claim = {
  id: "T1-one-token-fails-at-two",
  experiment: "T1",
  statement: "One trained vector, repeated, already fails at two tokens",
  place: "Table 1 and text (b)",
  paper: "[e]×N at N = 2: accuracy 0.45 ± 0.31 (Llama-3.2-1B, 50 PG-19 texts)",
  basis: "tokens",
  division: "closed",
  evaluate: () => notRun("Wants fits of [e]×N at N = 2."),
};
