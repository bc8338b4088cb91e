import { judgeInformationRatio } from "./_information_ratio.ts";
import type { Claim } from "./claim.ts";

export const f3NaturalWorst: Claim = {
  id: "F3-natural-worst",
  experiment: "F3",
  statement: "For natural text one pass never stores less than a fifth of autoregressive decoding",
  place: "Figure 3",
  paper: "points at worst at y = x/5",
  basis: "tokens",
  division: "closed",
  reads: ["fits", "groupFits", "crammings"],
  evaluate: (evidence) =>
    judgeInformationRatio(evidence, {
      claim: "F3-natural-worst",
      sources: ["pg19", "fanfics", "generated"],
      within: [1 / 5, Infinity],
      of: "each",
    }),
};
