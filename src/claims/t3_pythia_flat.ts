import { judgeModels, neighbours } from "./_model_capacity.ts";
import type { Claim } from "./claim.ts";

/** "Not more": less than one step of the length grid, a factor of √2. */
const gridStep = 0.5;

export const t3PythiaFlat: Claim = {
  id: "T3-pythia-flat",
  experiment: "T3",
  statement: "Larger Pythia models do not hold more tokens",
  place: "Table 3 and text (c)",
  paper: "PG-19, m not shared: 128, 167, 128 tokens for 160M, 410M, 1.4B",
  basis: "tokens",
  division: "closed",
  directOnly: true,
  evaluate: (evidence) =>
    judgeModels(evidence, {
      claim: "T3-pythia-flat",
      pairs: neighbours("pythia"),
      within: [-Infinity, gridStep],
    }),
};
