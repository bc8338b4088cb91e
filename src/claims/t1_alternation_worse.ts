import { judgeArrangements } from "./_arrangements.ts";
import type { Claim } from "./claim.ts";
import { paperArrangement } from "./evidence.ts";

/** Up to here the paper prints 1.00 for both, or nothing. */
const fromTokens = 64;

export const t1AlternationWorse: Claim = {
  id: "T1-alternation-worse",
  experiment: "T1",
  statement: "Alternating the two vectors does worse than [e][m]×(N−1) on long texts",
  place: "Table 1",
  paper: "at N = 256 accuracy 0.17 ± 0.34 against 0.99 ± 0.10 (Llama-3.2-1B, 50 PG-19 texts)",
  basis: "tokens",
  division: "closed",
  evaluate: (evidence) =>
    judgeArrangements(evidence, {
      claim: "T1-alternation-worse",
      first: paperArrangement,
      second: "[e,m]×N/2",
      fromTokens,
      better: "first",
    }),
};
