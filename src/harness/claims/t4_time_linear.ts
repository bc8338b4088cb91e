import { type Claim, notRun } from "./claim.ts";

export const t4TimeLinear: Claim = {
  id: "T4-time-linear",
  experiment: "T4",
  statement: "Fitting time grows about linearly with N",
  place: "Table 4 and text (e)",
  paper: "for example Llama-3.2-1B: 11, 15, 27, 87 s at N = 32, 64, 128, 256",
  basis: "time",
  division: "closed",
  evaluate: () =>
    notRun("Wants fits of at least two texts at two lengths that all came back exactly."),
};
