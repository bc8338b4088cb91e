import { clusterBootstrap } from "../statistics/cluster_bootstrap.ts";
import { logLogSlope } from "../statistics/log_log_slope.ts";
import type { Interval } from "../statistics/ratio_interval.ts";
import { type Judgement, notRun } from "./claim.ts";
import { type Evidence, type MeasuredFit, streamOf } from "./evidence.ts";
import { verdictAbove, verdictOfAll } from "./verdict_of.ts";
import { interval, scopeOf } from "./words.ts";

/** A quantity of a fit that may grow with N. */
export interface Growth {
  readonly claim: string;
  /** For example "steps". */
  readonly name: string;
  of(fit: MeasuredFit): number;
}

/**
 * Judges that a quantity grows with N: the log-log slope over all fits, with an interval clustered
 * by text, above 0. A fit that ran out of budget counts with what it used; that only flattens the
 * slope.
 */
export function judgeGrowth({ fits }: Evidence, growth: Growth): Judgement {
  const used = fits.filter(({ job }) => job.arrangement === "[e][m]×(N−1)");
  const slopes = [...Map.groupBy(used, ({ job }) => job.model.id)].sort().flatMap(
    ([model, ofModel]) => {
      const slope = growthSlope(ofModel, growth);
      return slope === null ? [] : [{ model, slope }];
    },
  );
  if (slopes.length === 0) {
    return notRun("Growth wants fits of at least two texts at two lengths of one model.");
  }
  return {
    verdict: verdictOfAll(slopes.map(({ slope }) => verdictAbove(slope, 0))),
    ours: slopes.map(({ model, slope }) =>
      `${growth.name} ∝ N^${interval(slope)}${slopes.length > 1 ? ` (${model})` : ""}`
    ).join("; "),
    scope: scopeOf(used.map(({ job }) => job)),
    reason: `Least-squares slope of ln ${growth.name} over ln N, ${used.length} fits, 95 % ` +
      `bootstrap interval over texts; reproduced where it lies above 0. Fits out of budget count ` +
      `with the ${growth.name} they used.`,
    jobs: used.map(({ key }) => key),
  };
}

/** Slope with interval over one model's fits; null where there is too little to take one. */
export function growthSlope(fits: readonly MeasuredFit[], growth: Growth): Interval | null {
  const texts = [...Map.groupBy(fits, ({ job }) => job.text.id).values()];
  const lengths = new Set(fits.map(({ job }) => job.tokens));
  if (texts.length < 2 || lengths.size < 2) return null;
  return clusterBootstrap(
    texts,
    (drawn) => logLogSlope(drawn.map((fit) => ({ x: fit.job.tokens, y: growth.of(fit) }))),
    { stream: streamOf(growth.claim, fits[0].job.model.id) },
  );
}
