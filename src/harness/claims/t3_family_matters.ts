import { type Claim, notRun } from "./claim.ts";

export const t3FamilyMatters: Claim = {
  id: "T3-family-matters",
  experiment: "T3",
  statement: "Capacity depends on the family: Llama-3.2-1B holds almost three times Pythia-1.4B",
  place: "Table 3 and text (f)",
  paper: "PG-19, m not shared: 362 against 128 tokens",
  basis: "tokens",
  division: "closed",
  directOnly: true,
  evaluate: () =>
    notRun("Wants fits over the length grid on Llama-3.2-1B's and Pythia-1.4B's own weights."),
};
