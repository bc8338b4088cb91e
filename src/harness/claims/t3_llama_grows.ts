import { type Claim, notRun } from "./claim.ts";

export const t3LlamaGrows: Claim = {
  id: "T3-llama-grows",
  experiment: "T3",
  statement: "Larger Llama models hold more tokens",
  place: "Table 3 and text (c)",
  paper: "PG-19, m not shared: 362, 512, 724 tokens for 1B, 3B, 8B",
  basis: "tokens",
  division: "closed",
  directOnly: true,
  evaluate: () => notRun("Wants fits over the length grid on two Llama models' own weights."),
};
