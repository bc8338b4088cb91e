import { judgeCurves } from "./_curves.ts";
import type { Claim } from "./claim.ts";

/** The printed 1.2 with its rounding. */
export const f7CurveShort: Claim = {
  id: "F7-curve-short",
  experiment: "F7",
  statement: "The fitted curves are hardly longer than the straight line",
  place: "Figure 7",
  paper: "largest curve length over chord length 1.2",
  basis: "tokens",
  division: "closed",
  reads: ["curves"],
  evaluate: (evidence) =>
    judgeCurves(evidence, {
      name: "curve length over chord length",
      within: [-Infinity, 1.25],
      ofText: "largest",
      of: ({ lengthRatio }) => lengthRatio,
      range: [1, Infinity],
      // A length is no count of tokens; two texts may still agree by chance.
      resolution: () => 0.004,
    }),
};
