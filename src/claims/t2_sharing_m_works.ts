import { judgeSharing } from "./_groups.ts";
import type { Claim } from "./claim.ts";

export const t2SharingMWorks: Claim = {
  id: "T2-sharing-m-works",
  experiment: "T2",
  statement: "m can be shared by a group of texts of any size, given enough restarts",
  place: "Table 2 and text (g)",
  paper: "best of ten seeds 1.00 ± 0.00, 1.00 ± 0.00, 1.00 ± 0.01 for groups of 1, 16, 256 " +
    "(N = 256)",
  basis: "tokens",
  division: "closed",
  reads: ["groupFits"],
  evaluate: (evidence) => judgeSharing(evidence, { claim: "T2-sharing-m-works", shared: "m" }),
};
