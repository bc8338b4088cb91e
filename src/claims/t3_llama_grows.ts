import { judgeModels } from "./_model_capacity.ts";
import type { Claim } from "./claim.ts";
import { neighbours } from "./_model_ladders.ts";

/** A direction, not a number: of other models of this design an effect can be seen or not. */
export const t3LlamaGrows: Claim = {
  id: "T3-llama-grows",
  experiment: "T3",
  statement: "Larger Llama models hold more tokens",
  place: "Table 3 and text (c)",
  paper: "PG-19, m not shared: 362, 512, 724 tokens for 1B, 3B, 8B",
  basis: "tokens",
  division: "closed",
  comparesModels: true,
  evaluate: (evidence) =>
    judgeModels(evidence, {
      claim: "T3-llama-grows",
      pairs: neighbours("llama", evidence),
      within: [0, Infinity],
    }),
};
