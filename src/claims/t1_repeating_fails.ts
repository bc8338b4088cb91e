import { judgeArrangements } from "./_arrangements.ts";
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
  evaluate: (evidence) =>
    judgeArrangements(evidence, {
      claim: "T1-repeating-fails",
      first: paperArrangement,
      second: "[e]×N",
      fromTokens: 2,
      within: [0, Infinity],
    }),
};
