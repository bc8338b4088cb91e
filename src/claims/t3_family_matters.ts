import { judgeModels } from "./_model_capacity.ts";
import type { Claim } from "./claim.ts";

/** "Almost three times": nearer to 3 than to 2 or 4 on the scale of ratios, in doublings. */
const within = [Math.log2(Math.sqrt(2 * 3)), Math.log2(Math.sqrt(3 * 4))] as const;

export const t3FamilyMatters: Claim = {
  id: "T3-family-matters",
  experiment: "T3",
  statement: "Capacity depends on the family: Llama-3.2-1B holds almost three times Pythia-1.4B",
  place: "Table 3 and text (f)",
  paper: "PG-19, m not shared: 362 against 128 tokens",
  basis: "tokens",
  division: "closed",
  directOnly: true,
  evaluate: (evidence) =>
    judgeModels(evidence, {
      claim: "T3-family-matters",
      pairs: [["llama-3.2-1b", "pythia-1.4b"]],
      within,
      // A larger ratio says all the more that the family matters.
      against: "below",
    }),
};
