import { type Claim, notRun } from "./claim.ts";

export const f3NaturalHalf: Claim = {
  id: "F3-natural-half",
  experiment: "F3",
  statement: "For natural text one pass stores about half of what autoregressive decoding does",
  place: "Figure 3 and text (j)",
  paper: "points mostly near y = x/2, at worst y = x/5",
  basis: "tokens",
  division: "closed",
  evaluate: () => notRun("Wants cramming fits beside one-pass fits; no job of that kind has run."),
};
