import { logLogSlope } from "../statistics/mod.ts";
import { judgeGrowth, ofOneEngine, paperFromTokens } from "./_growth.ts";
import type { Claim } from "./claim.ts";
import type { MeasuredFit } from "./evidence.ts";

/**
 * Exponents the paper itself calls about linear: its rows come to 0.9 to 1.1 for Llama models and
 * to 1.70, 1.75 and 1.84 for Pythia, 1.88 with the seconds' rounding.
 */
const aboutLinear = [1 / 1.5, 1.9] as const;

export const t4TimeLinear: Claim = {
  id: "T4-time-linear",
  experiment: "T4",
  statement: "Fitting time grows about linearly with N",
  place: "Table 4 and text (e)",
  paper: "for example Llama-3.2-1B: 11, 15, 27, 87 s at N = 32, 64, 128, 256; exponents of its " +
    "rows from 0.9 to 1.84",
  basis: "time",
  division: "closed",
  evaluate: (evidence) =>
    judgeGrowth(evidence, {
      claim: "T4-time-linear",
      name: "seconds",
      within: aboutLinear,
      of: ({ result }) => Math.max(1, result.steps) * stepSeconds(result),
      only: {
        fits: comparable,
        said:
          `steps times the time of a step, at N ≥ ${paperFromTokens}, where every fit reached ` +
          `accuracy 0.99, of one engine and batch size`,
      },
      also: (fits) =>
        `steps ∝ N^${slopeOf(fits, ({ result }) => Math.max(1, result.steps))}, a step's time ∝ ` +
        `N^${slopeOf(fits, ({ result }) => stepSeconds(result))}`,
    }),
};

/** Of a batch; a fit's share of it would depend on when the others ended. */
function stepSeconds({ stepMilliseconds }: MeasuredFit["result"]): number {
  return Math.max(1e-6, stepMilliseconds / 1000);
}

function slopeOf(fits: readonly MeasuredFit[], of: (fit: MeasuredFit) => number): string {
  return logLogSlope(fits.map((fit) => ({ x: fit.job.tokens, y: of(fit) }))).toFixed(2);
}

/** Where a budget cuts fits off, their times stop growing; the paper prints no time there either. */
function comparable(fits: readonly MeasuredFit[]): MeasuredFit[] {
  const long = fits.filter(({ job }) => job.tokens >= paperFromTokens);
  const lengths = [...Map.groupBy(ofOneEngine(long), ({ job }) => job.tokens).values()];
  return lengths.filter((there) => there.every(({ result }) => result.accuracy >= 0.99)).flat();
}
