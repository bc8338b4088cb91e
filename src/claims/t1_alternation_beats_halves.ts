import { judgeAgainstBound } from "./_against_bound.ts";
import type { Claim } from "./claim.ts";

export const t1AlternationBeatsHalves: Claim = {
  id: "T1-alternation-beats-halves",
  experiment: "T1",
  statement: "Alternating the two vectors does better than two halves",
  place: "Table 1",
  paper: "at N = 4 accuracy 1.00 ± 0.00 against 0.12 ± 0.13 (Llama-3.2-1B, 50 PG-19 texts)",
  basis: "tokens",
  division: "closed",
  reads: ["fits", "equalOutputs"],
  evaluate: (evidence) =>
    judgeAgainstBound(evidence, {
      claim: "T1-alternation-beats-halves",
      winner: "[e,m]×N/2",
      loser: "[e]×N/2[m]×N/2",
      tokens: 4,
    }),
};
