import { judgeExactShare } from "./_exact_share.ts";
import type { Claim } from "./claim.ts";

/** "Fails" is read as: on more than half of the texts, since the paper's own moments leave 15 %. */
export const t1OneTokenFailsAtTwo: Claim = {
  id: "T1-one-token-fails-at-two",
  experiment: "T1",
  statement: "One trained vector, repeated, already fails at two tokens",
  place: "Table 1 and text (b)",
  paper: "[e]×N at N = 2: accuracy 0.45 ± 0.31, which makes about 15 % of the texts perfect " +
    "(Llama-3.2-1B, 50 PG-19 texts)",
  basis: "tokens",
  division: "closed",
  evaluate: (evidence) =>
    judgeExactShare(evidence, {
      claim: "T1-one-token-fails-at-two",
      arrangement: "[e]×N",
      tokens: 2,
      within: [-Infinity, 0.5],
    }),
};
