import { halfToken, judgeCurves } from "./_curves.ts";
import type { Claim } from "./claim.ts";

/** "Collapses": at its lowest more than half of the tokens are wrong. */
export const f7StraightLineCollapses: Claim = {
  id: "F7-straight-line-collapses",
  experiment: "F7",
  statement: "Along the straight line between two solutions of a text accuracy collapses",
  place: "Figure 7",
  paper: "read off the plot: 5 texts, 45 pairs each",
  basis: "tokens",
  division: "closed",
  reads: ["curves"],
  evaluate: (evidence) =>
    judgeCurves(evidence, {
      name: "lowest accuracy along the line",
      within: [-Infinity, 0.5],
      ofText: "mean",
      of: ({ lineAccuracies }) => Math.min(...lineAccuracies),
      range: [0, 1],
      resolution: halfToken,
    }),
};
