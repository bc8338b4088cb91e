import { type Claim, notRun } from "./claim.ts";

export const t1Order: Claim = {
  id: "T1-order",
  experiment: "T1",
  statement:
    "The arrangements differ: one vector alone and two halves fail, alternation is worse than [e][m]×(N−1)",
  place: "Table 1",
  paper:
    "at N = 4 accuracy 0.17, 0.12, 1.00, 1.00, 1.00; at N = 256 0.01, 0.01, 0.17, 0.97, 0.99 (Llama-3.2-1B)",
  basis: "tokens",
  division: "closed",
  evaluate: () => notRun("Wants fits of all five arrangements at the same lengths."),
};
