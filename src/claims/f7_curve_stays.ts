import { mean } from "simple-statistics";
import { halfToken, judgeCurves } from "./_curves.ts";
import type { Claim } from "./claim.ts";

/** "Near 1": on average at least nineteen tokens of twenty. */
export const f7CurveStays: Claim = {
  id: "F7-curve-stays",
  experiment: "F7",
  statement: "Along a fitted quadratic Bézier curve between two solutions accuracy stays near 1",
  place: "Figure 7",
  paper: "read off the plot: 5 texts, 45 pairs each",
  basis: "tokens",
  division: "closed",
  reads: ["curves"],
  evaluate: (evidence) =>
    judgeCurves(evidence, {
      name: "mean accuracy along the curve",
      within: [0.95, Infinity],
      ofText: "mean",
      of: ({ curveAccuracies }) => mean([...curveAccuracies]),
      range: [0, 1],
      resolution: halfToken,
    }),
};
