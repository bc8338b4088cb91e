import { type Claim, notRun } from "./claim.ts";

export const t3NaturalAlike: Claim = {
  id: "T3-natural-alike",
  experiment: "T3",
  statement: "Seen, unseen and self-generated natural text fit equally well",
  place: "Table 3 and text (d)",
  paper: "for example Llama-3.2-1B, m not shared: 362 each for fanfics, PG-19 and PG-19 (gen)",
  basis: "tokens",
  division: "closed",
  evaluate: () => notRun("Wants fits of fanfics, PG-19 and generated text over the length grid."),
};
