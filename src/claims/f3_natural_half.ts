import { judgeInformationRatio } from "./_information_ratio.ts";
import type { Claim } from "./claim.ts";

/** Near y = x/2: nearer than to the guide lines y = x/5 and y = x. */
const within = [Math.sqrt(1 / 2 / 5), Math.SQRT1_2] as const;

export const f3NaturalHalf: Claim = {
  id: "F3-natural-half",
  experiment: "F3",
  statement: "For natural text one pass stores about half of what autoregressive decoding does",
  place: "Figure 3 and text (j)",
  paper: "points mostly near y = x/2, on average half",
  basis: "tokens",
  division: "closed",
  reads: ["fits", "groupFits", "crammings"],
  evaluate: (evidence) =>
    judgeInformationRatio(evidence, {
      claim: "F3-natural-half",
      sources: ["pg19", "fanfics", "generated"],
      within,
      of: "average",
    }),
};
