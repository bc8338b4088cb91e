import { type Claim, notRun } from "./claim.ts";

export const f3RandomAsAutoregressive: Claim = {
  id: "F3-random-as-autoregressive",
  experiment: "F3",
  statement:
    "For random words one pass stores about as much information as autoregressive decoding",
  place: "Figure 3",
  paper: "points near y = x",
  basis: "tokens",
  division: "closed",
  evaluate: () => notRun("Wants cramming fits beside one-pass fits; no job of that kind has run."),
};
