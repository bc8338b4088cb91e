import { ratioInterval } from "../statistics/mod.ts";
import { breakEvens } from "./break_even.ts";
import { type Claim, notRun } from "./claim.ts";
import { byModel, type MeasuredFit, type MeasuredThroughput, streamOf } from "./evidence.ts";
import { judgeParts } from "./parts.ts";
import { figure } from "./words.ts";

/** Timed, as in the paper, on the longest text each model gave back exactly. */
export const f4OnePassFaster: Claim = {
  id: "F4-one-pass-faster",
  experiment: "F4",
  statement: "Reading a text back in one pass is faster than writing it token by token",
  place: "Figure 4",
  paper: "tokens per second well above the autoregressive ones for every model and data set",
  basis: "time",
  division: "either",
  evaluate({ throughputs, fits }) {
    const timings = throughputs.filter(({ result }) => result.onePassMilliseconds.length > 1);
    if (timings.length === 0) return notRun("No reconstruction was timed.");
    const longest = byModel(timings).map(([, ofModel]) =>
      ofModel.reduce((best, one) => one.job.tokens > best.job.tokens ? one : best)
    );
    return judgeParts(
      longest.map(({ job, result }) => ({
        name: `${job.model.id}, N = ${job.tokens}`,
        within: [1, Infinity],
        interval: (level) =>
          level === 0.95 ? result.ratio : ratioInterval(
            result.autoregressiveMilliseconds,
            result.onePassMilliseconds,
            { stream: streamOf("F4-one-pass-faster", job.model.id), level },
          ),
      })),
      {
        scope: longest.map(({ job }) =>
          `${job.model.id}, N = ${job.tokens}, ${job.repetitions} repetitions, ` +
          `${job.engine.engine} on ${job.engine.device}, ${job.engine.threads} threads`
        ).join("; "),
        reason: "Ratio of the medians of paired timings, autoregressive over one pass, bootstrap " +
          `over the pairs. Not counted in: ${
            longest.map((timing) => repayment(timing, fits)).join("; ")
          }.`,
        jobs: timings.map(({ key }) => key),
      },
    );
  },
};

/** What the fit of the timed text took, and how many decodes repay it. */
function repayment(timing: MeasuredThroughput, fits: readonly MeasuredFit[]): string {
  const [first] = breakEvens(timing, fits);
  if (first === undefined) return `what the fit of ${timing.job.text.id} took`;
  const { fit, decodes } = first;
  const took = `the ${figure(fit.result.elapsedSeconds)} s that the fit took`;
  return decodes === null
    ? `${took}, never repaid`
    : `${took}, repaid after ${figure(decodes)} decodes`;
}
