import { type Claim, notRun } from "./claim.ts";

export const t3PythiaFlat: Claim = {
  id: "T3-pythia-flat",
  experiment: "T3",
  statement: "Larger Pythia models do not hold more tokens",
  place: "Table 3 and text (c)",
  paper: "PG-19, m not shared: 128, 167, 128 tokens for 160M, 410M, 1.4B",
  basis: "tokens",
  division: "closed",
  directOnly: true,
  evaluate: () => notRun("Wants fits over the length grid on two Pythia models' own weights."),
};
