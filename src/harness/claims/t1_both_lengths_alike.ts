import { type Claim, notRun } from "./claim.ts";

export const t1BothLengthsAlike: Claim = {
  id: "T1-both-lengths-alike",
  experiment: "T1",
  statement:
    "Whether e's own output carries a target makes no difference: [e][m]×N is as good as [e][m]×(N−1)",
  place: "Table 1",
  paper: "at N = 256 accuracy 0.97 ± 0.15 against 0.99 ± 0.10 (Llama-3.2-1B)",
  basis: "tokens",
  division: "closed",
  evaluate: () => notRun("Wants fits of [e][m]×N and [e][m]×(N−1) at the same lengths."),
};
