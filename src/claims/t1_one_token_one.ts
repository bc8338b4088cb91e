import { judgeExactShare } from "./_exact_share.ts";
import type { Claim } from "./claim.ts";

/** "Is enough" is read as: for more than nine texts of ten. */
export const t1OneTokenOne: Claim = {
  id: "T1-one-token-one",
  experiment: "T1",
  statement: "One trained vector is enough for one token",
  place: "Table 1",
  paper: "[e]×N at N = 1: accuracy 1.00 ± 0.00 (Llama-3.2-1B, 50 PG-19 texts)",
  basis: "tokens",
  division: "closed",
  evaluate: (evidence) =>
    judgeExactShare(evidence, {
      claim: "T1-one-token-one",
      arrangement: "[e]×N",
      tokens: 1,
      within: [0.9, Infinity],
    }),
};
