import { median } from "simple-statistics";
import { ratioInterval } from "../statistics/mod.ts";
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
            longest.map((timing) => breakEven(timing, fits)).join("; ")
          }.`,
        jobs: timings.map(({ key }) => key),
      },
    );
  },
};

/** How often a text must be read back before one pass has repaid the time its fit took. */
function breakEven({ job, result }: MeasuredThroughput, fits: readonly MeasuredFit[]): string {
  const fit = fits.find((one) =>
    one.result.exact && one.job.model.id === job.model.id && one.job.tokens === job.tokens &&
    one.job.text.id === job.text.id
  );
  if (fit === undefined) return `what the fit of ${job.text.id} took`;
  const savedSeconds =
    (median([...result.autoregressiveMilliseconds]) - median([...result.onePassMilliseconds])) /
    1000;
  const took = `the ${figure(fit.result.elapsedSeconds)} s that the fit took`;
  return savedSeconds > 0
    ? `${took}, repaid after ${figure(fit.result.elapsedSeconds / savedSeconds)} decodes`
    : `${took}, never repaid`;
}
