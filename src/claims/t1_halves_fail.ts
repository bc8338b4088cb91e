import { judgeArrangements } from "./_arrangements.ts";
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
  evaluate: (evidence) =>
    judgeArrangements(evidence, {
      claim: "T1-halves-fail",
      first: paperArrangement,
      second: "[e]×N/2[m]×N/2",
      // Up to 3 tokens the halves are [e][m] and [e][e][m]: too near to each other.
      fromTokens: 4,
      within: [0, Infinity],
    }),
};
