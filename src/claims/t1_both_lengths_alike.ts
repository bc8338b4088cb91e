import { judgeArrangements } from "./_arrangements.ts";
import type { Claim } from "./claim.ts";
import { paperArrangement } from "./evidence.ts";

/** Accuracies closer than this count as alike: fifty texts that all agree show ± 0.058. */
const margin = 0.1;

export const t1BothLengthsAlike: Claim = {
  id: "T1-both-lengths-alike",
  experiment: "T1",
  statement: "It makes no difference whether e's own output is scored: [e][m]×N is as good as " +
    "[e][m]×(N−1)",
  place: "Table 1",
  paper: "at N = 256 accuracy 0.97 ± 0.15 against 0.99 ± 0.10 (Llama-3.2-1B, 50 PG-19 texts)",
  basis: "tokens",
  division: "closed",
  evaluate: (evidence) =>
    judgeArrangements(evidence, {
      claim: "T1-both-lengths-alike",
      first: paperArrangement,
      second: "[e][m]×N",
      fromTokens: 2,
      better: { margin },
    }),
};
