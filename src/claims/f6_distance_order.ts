import { judgeDistances, meanDistance } from "./_distances.ts";
import type { Claim } from "./claim.ts";

export const f6DistanceOrder: Claim = {
  id: "F6-distance-order",
  experiment: "F6",
  statement: "Solutions of the same text are closest, then those of the same context, then those " +
    "of different contexts",
  place: "Figure 6",
  paper: "cosine distances of e between 0.70 and 1.05 in this order",
  basis: "tokens",
  division: "closed",
  reads: ["distances"],
  evaluate: (evidence) =>
    judgeDistances(evidence, {
      claim: "F6-distance-order",
      statistics: [
        {
          name: "same context − same text",
          within: [0, Infinity],
          of: (at) => meanDistance(at("same context")) - meanDistance(at("same text")),
        },
        {
          name: "different − same context",
          within: [0, Infinity],
          of: (at) => meanDistance(at("different context")) - meanDistance(at("same context")),
        },
      ],
      reason: "Differences of mean cosine distance between the e of two solutions.",
    }),
};
