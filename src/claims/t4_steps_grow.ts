import { judgeGrowth } from "./_growth.ts";
import type { Claim } from "./claim.ts";

/** Fits out of budget count with what they used, which only flattens the slope. */
export const t4StepsGrow: Claim = {
  id: "T4-steps-grow",
  experiment: "T4",
  statement: "Longer texts take more optimiser steps to fit",
  place: "Table 4",
  paper: null,
  basis: "steps",
  division: "closed",
  evaluate: (evidence) =>
    judgeGrowth(evidence, {
      claim: "T4-steps-grow",
      name: "steps",
      within: [0, Infinity],
      // A start that is exact before its first step has taken none.
      of: ({ result }) => Math.max(1, result.steps),
    }),
};
