import { judgeAgainstBound } from "./_against_bound.ts";
import type { Claim } from "./claim.ts";
import { paperArrangement } from "./evidence.ts";

export const t1RepeatingFails: Claim = {
  id: "T1-repeating-fails",
  experiment: "T1",
  statement: "Repeating one vector does worse than [e][m]×(N−1)",
  place: "Table 1",
  paper: "at N = 4 accuracy 0.17 ± 0.18 against 1.00 ± 0.00 (Llama-3.2-1B, 50 PG-19 texts)",
  basis: "tokens",
  division: "closed",
  reads: ["fits", "equalOutputs"],
  evaluate: (evidence) =>
    judgeAgainstBound(evidence, {
      claim: "T1-repeating-fails",
      winner: paperArrangement,
      loser: "[e]×N",
      tokens: 4,
    }),
};
