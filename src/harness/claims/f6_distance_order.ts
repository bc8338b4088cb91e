import { type Claim, notRun } from "./claim.ts";

export const f6DistanceOrder: Claim = {
  id: "F6-distance-order",
  experiment: "F6",
  statement:
    "Solutions of the same text are closest, then those of the same context, then those of different contexts",
  place: "Figure 6",
  paper: "cosine distances of e between 0.70 and 1.05 in this order",
  basis: "tokens",
  division: "closed",
  evaluate: () =>
    notRun(
      "Wants distances between solutions of generated texts with shared m; no job of that kind has run.",
    ),
};
