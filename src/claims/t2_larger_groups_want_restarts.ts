import { judgeGroupSize } from "./_groups.ts";
import type { Claim } from "./claim.ts";

export const t2LargerGroupsWantRestarts: Claim = {
  id: "T2-larger-groups-want-restarts",
  experiment: "T2",
  statement: "The larger the group that shares a vector, the worse a single seed does",
  place: "Table 2 and text (g)",
  paper:
    "mean over seeds 0.98, 0.90, 0.86 sharing e and 0.98, 0.86, 0.83 sharing m, groups of 1, " +
    "16, 256",
  basis: "tokens",
  division: "closed",
  reads: ["groupFits"],
  evaluate: (evidence) => judgeGroupSize(evidence, "T2-larger-groups-want-restarts"),
};
