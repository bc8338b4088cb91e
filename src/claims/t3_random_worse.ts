import { judgeSources } from "./_source_capacity.ts";
import type { Claim } from "./claim.ts";

export const t3RandomWorse: Claim = {
  id: "T3-random-worse",
  experiment: "T3",
  statement: "Of random words fewer tokens fit than of natural text",
  place: "Table 3 and text (d)",
  paper: "for example Llama-3.2-1B, m not shared: 256 random, 362 natural",
  basis: "tokens",
  division: "closed",
  evaluate: (evidence) =>
    judgeSources(evidence, {
      claim: "T3-random-worse",
      pairs: [[["pg19", "fanfics", "generated"], ["random"]]],
      within: [0, Infinity],
    }),
};
