import { judgeSources } from "./_source_capacity.ts";
import type { Claim } from "./claim.ts";

/** One step of the paper's length grid, a factor of √2, in doublings. */
const gridStep = 0.5;

export const t3NaturalAlike: Claim = {
  id: "T3-natural-alike",
  experiment: "T3",
  statement: "Seen, unseen and self-generated natural text fit equally well",
  place: "Table 3 and text (d)",
  paper: "for example Llama-3.2-1B, m not shared: 362 each for fanfics, PG-19 and PG-19 (gen)",
  basis: "tokens",
  division: "closed",
  evaluate: (evidence) =>
    judgeSources(evidence, {
      claim: "T3-natural-alike",
      pairs: [
        [["pg19"], ["fanfics"]],
        [["pg19"], ["generated"]],
        [["fanfics"], ["generated"]],
      ],
      within: [-gridStep, gridStep],
    }),
};
