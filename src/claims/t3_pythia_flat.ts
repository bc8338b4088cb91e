import { judgeModels } from "./_model_capacity.ts";
import type { Claim } from "./claim.ts";
import { neighbours } from "./_model_ladders.ts";

/** "Not more": less than one step of the length grid, a factor of √2. */
const gridStep = 0.5;

/** A direction, not a number: of other models of this design an effect can be seen or not. */
export const t3PythiaFlat: Claim = {
  id: "T3-pythia-flat",
  experiment: "T3",
  statement: "Larger Pythia models do not hold more tokens",
  place: "Table 3 and text (c)",
  paper: "PG-19, m not shared: 128, 167, 128 tokens for 160M, 410M, 1.4B",
  basis: "tokens",
  division: "closed",
  comparesModels: true,
  evaluate: (evidence) =>
    judgeModels(evidence, {
      claim: "T3-pythia-flat",
      pairs: neighbours("pythia", evidence),
      within: [-Infinity, gridStep],
    }),
};
