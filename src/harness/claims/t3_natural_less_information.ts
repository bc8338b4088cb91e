import { type Claim, notRun } from "./claim.ts";

export const t3NaturalLessInformation: Claim = {
  id: "T3-natural-less-information",
  experiment: "T3",
  statement: "Natural text stores less information than random words, though more tokens",
  place: "Table 3 and text (h)",
  paper: "for example Llama-3.2-1B, m not shared: H_LM 1551.3 nats random, 993.8 PG-19",
  basis: "tokens",
  division: "closed",
  evaluate: () => notRun("Wants fits of random words and of natural text over the length grid."),
};
