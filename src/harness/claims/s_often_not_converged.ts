import { clusterBootstrap } from "../statistics/cluster_bootstrap.ts";
import { binomialInterval } from "../statistics/binomial_interval.ts";
import type { Interval } from "../statistics/ratio_interval.ts";
import { type Claim, notRun } from "./claim.ts";
import { type MeasuredFit, streamOf } from "./evidence.ts";
import { verdictAbove } from "./verdict_of.ts";
import { interval, scopeOf } from "./words.ts";

/** "Often" is read as: in more than one fit of ten. */
const often = 0.1;

/**
 * Judged at lengths that can be reached at all: no longer than the longest text that came back
 * exactly. Fits not ended yet could go either way, and the interval is widened to hold both.
 */
export const sOftenNotConverged: Claim = {
  id: "S-often-not-converged",
  experiment: "T1",
  statement: "The paper's own settings often do not reach accuracy 1 within 5,000 steps",
  place: "Section 3",
  paper: "said in words, without a number",
  basis: "steps",
  division: "paper recipe",
  evaluate(evidence) {
    const paperOrder = evidence.fits.filter(({ job }) => job.arrangement === "[e][m]×(N−1)");
    const reached = paperOrder.filter(({ result }) => result.exact).map(({ job }) => job.tokens);
    if (paperOrder.length === 0) return notRun("No fit with the whole budget has ended.");
    const longest = Math.max(...reached, Math.min(...paperOrder.map(({ job }) => job.tokens)));
    const fits = paperOrder.filter(({ job }) => job.tokens <= longest);
    const waiting =
      evidence.unfinished.filter(({ job }) =>
        job.arrangement === "[e][m]×(N−1)" && job.tokens <= longest
      ).length;
    const share = widened(shareShort(fits), { fits: fits.length, waiting });
    return {
      verdict: verdictAbove(share, often),
      ours: `${interval(share)} of fits ended short of accuracy 1`,
      scope: scopeOf(fits.map(({ job }) => job)),
      reason: `${fits.filter(({ result }) => !result.exact).length} of ${fits.length} fits of at ` +
        `most ${longest} tokens spent their budget; "often" is read as more than ${often}. ` +
        `95 % interval, clustered by text` +
        (waiting > 0 ? `, widened for ${waiting} planned fits that have not ended.` : "."),
      jobs: fits.map(({ key }) => key),
    };
  },
};

function shareShort(fits: readonly MeasuredFit[]): Interval {
  const short = fits.filter(({ result }) => !result.exact).length;
  const exact = binomialInterval(short, fits.length);
  const texts = [...Map.groupBy(fits, ({ job }) => job.text.id).values()];
  if (texts.length < 2 || short === 0 || short === fits.length) return exact;
  const clustered = clusterBootstrap(
    texts,
    (drawn) => drawn.filter(({ result }) => !result.exact).length / drawn.length,
    { stream: streamOf("S-often-not-converged", "share") },
  );
  // Few clusters make a bootstrap too sure: never narrower than independent fits would be.
  return {
    estimate: exact.estimate,
    low: Math.min(exact.low, clustered.low),
    high: Math.max(exact.high, clustered.high),
  };
}

function widened(
  { estimate, low, high }: Interval,
  { fits, waiting }: { fits: number; waiting: number },
): Interval {
  const all = fits + waiting;
  return { estimate, low: low * fits / all, high: (high * fits + waiting) / all };
}
