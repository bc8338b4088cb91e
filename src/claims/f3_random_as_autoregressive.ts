import { judgeInformationRatio } from "./_information_ratio.ts";
import type { Claim } from "./claim.ts";

/** Near y = x: nearer than to the guide line y = x/2, and as near from above. */
const within = [Math.SQRT1_2, Math.SQRT2] as const;

export const f3RandomAsAutoregressive: Claim = {
  id: "F3-random-as-autoregressive",
  experiment: "F3",
  statement:
    "For random words one pass stores about as much information as autoregressive decoding",
  place: "Figure 3",
  paper: "points near y = x",
  basis: "tokens",
  division: "closed",
  reads: ["fits", "groupFits", "crammings"],
  evaluate: (evidence) =>
    judgeInformationRatio(evidence, {
      claim: "F3-random-as-autoregressive",
      sources: ["random"],
      within,
      of: "each",
    }),
};
