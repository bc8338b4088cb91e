import { judgeAgainstBound } from "./_against_bound.ts";
import type { Claim } from "./claim.ts";
import { paperArrangement } from "./evidence.ts";

export const t1HalvesFail: Claim = {
  id: "T1-halves-fail",
  experiment: "T1",
  statement: "Two vectors in two halves do worse than [e][m]×(N−1)",
  place: "Table 1",
  paper: "at N = 4 accuracy 0.12 ± 0.13 against 1.00 ± 0.00 (Llama-3.2-1B, 50 PG-19 texts)",
  basis: "tokens",
  division: "closed",
  reads: ["fits", "equalOutputs"],
  evaluate: (evidence) =>
    judgeAgainstBound(evidence, {
      claim: "T1-halves-fail",
      winner: paperArrangement,
      loser: "[e]×N/2[m]×N/2",
      tokens: 4,
    }),
};
