import { type Claim, notRun } from "./claim.ts";

export const t3Capacities: Claim = {
  id: "T3-capacities",
  experiment: "T3",
  statement: "Table 3's capacities in tokens",
  place: "Table 3",
  paper: "48 capacities from 22 to 724 tokens",
  basis: "tokens",
  division: "closed",
  directOnly: true,
  evaluate: () => notRun("Wants fits over the length grid on the paper's own weights."),
};
