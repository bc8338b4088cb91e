import { type Claim, notRun } from "./claim.ts";

export const t1OneTokenOne: Claim = {
  id: "T1-one-token-one",
  experiment: "T1",
  statement: "One trained vector is enough for one token",
  place: "Table 1",
  paper: "[e]×N at N = 1: accuracy 1.00 ± 0.00 (Llama-3.2-1B, 50 PG-19 texts)",
  basis: "tokens",
  division: "closed",
  evaluate: () => notRun("Wants fits of [e]×N at N = 1."),
};
