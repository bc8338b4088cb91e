import { judgeGrowth } from "./_growth.ts";
import type { Claim } from "./claim.ts";
import type { MeasuredFit } from "./evidence.ts";

/** An exponent up to this, or down to its inverse, still is about linear. */
const aboutLinear = 1.5;

export const t4TimeLinear: Claim = {
  id: "T4-time-linear",
  experiment: "T4",
  statement: "Fitting time grows about linearly with N",
  place: "Table 4 and text (e)",
  paper: "for example Llama-3.2-1B: 11, 15, 27, 87 s at N = 32, 64, 128, 256",
  basis: "time",
  division: "closed",
  evaluate: (evidence) =>
    judgeGrowth(evidence, {
      claim: "T4-time-linear",
      name: "seconds",
      within: [1 / aboutLinear, aboutLinear],
      of: ({ result }) => Math.max(1e-3, result.elapsedSeconds),
      only: { fits: reachedLengths, said: "at lengths where every fit reached accuracy 0.99" },
    }),
};

/** Where a budget cuts fits off, their times stop growing; the paper prints no time there either. */
function reachedLengths(fits: readonly MeasuredFit[]): MeasuredFit[] {
  const lengths = [...Map.groupBy(fits, ({ job }) => job.tokens).values()];
  return lengths.filter((there) => there.every(({ result }) => result.accuracy >= 0.99)).flat();
}
