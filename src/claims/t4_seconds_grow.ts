import { judgeGrowth, ofOneEngine } from "./_growth.ts";
import type { Claim } from "./claim.ts";

export const t4SecondsGrow: Claim = {
  id: "T4-seconds-grow",
  experiment: "T4",
  statement: "Longer texts take more seconds to fit",
  place: "Table 4",
  paper: "for example Llama-3.2-1B: 11, 15, 27, 87 s at N = 32, 64, 128, 256 (A100 or H100)",
  basis: "time",
  division: "closed",
  evaluate: (evidence) =>
    judgeGrowth(evidence, {
      claim: "T4-seconds-grow",
      name: "seconds",
      within: [0, Infinity],
      of: ({ result }) => Math.max(1e-3, result.elapsedSeconds),
      only: {
        fits: ofOneEngine,
        said: "of one engine and batch size, those out of budget with the seconds they used",
      },
    }),
};
