import { type Claim, notRun } from "./claim.ts";

export const t3SharingMCostsCapacity: Claim = {
  id: "T3-sharing-m-costs-capacity",
  experiment: "T3",
  statement: "Sharing m between texts lowers the capacity",
  place: "Table 3",
  paper: "for example Llama-3.2-1B, PG-19: 362 tokens unshared, 181 shared",
  basis: "tokens",
  division: "closed",
  evaluate: () =>
    notRun("Wants group fits that share m over the length grid; no job of that kind has run."),
};
