import { judgeDistances, standardisedDifference } from "./_distances.ts";
import type { Claim } from "./claim.ts";

/** Two normal densities this many deviations apart share half of their mass: 2 Φ(−1.349 / 2). */
const halfShared = 1.349;

export const f6DensitiesOverlap: Claim = {
  id: "F6-densities-overlap",
  experiment: "F6",
  statement: "Same-context solutions are closer only slightly: the distributions overlap",
  place: "Figure 6 and text (i)",
  paper: "read off the densities",
  basis: "tokens",
  division: "closed",
  reads: ["distances"],
  evaluate: (evidence) =>
    judgeDistances(evidence, {
      claim: "F6-densities-overlap",
      statistics: [{
        name: "",
        within: [0, halfShared],
        of: (at) => standardisedDifference(at("different context"), at("same context")),
      }],
      reason: "Difference of mean cosine distance, different − same context, in standard " +
        "deviations: up to 1.35 of them two normal densities share more than half of their mass.",
    }),
};
