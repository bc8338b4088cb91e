import { type Claim, notRun } from "./claim.ts";
import type { MeasuredThroughput } from "./evidence.ts";
import { verdictAbove, verdictOfAll } from "./verdict_of.ts";
import { interval } from "./words.ts";

/** Timed, as in the paper, on the longest text each model gave back exactly. */
export const f4OnePassFaster: Claim = {
  id: "F4-one-pass-faster",
  experiment: "F4",
  statement: "Reading a text back in one pass is faster than writing it token by token",
  place: "Figure 4",
  paper: "ratio of tokens per second above 1 for every model and data set",
  basis: "time",
  division: "either",
  evaluate({ throughputs }) {
    if (throughputs.length === 0) return notRun("No reconstruction was timed.");
    const longest = [...Map.groupBy(throughputs, ({ job }) => job.model.id).values()].map(
      longestOf,
    );
    const parts = longest.map(({ result }) => verdictAbove(result.ratio, 1));
    return {
      verdict: verdictOfAll(parts),
      ours: longest.map(({ job, result }) =>
        `${interval(result.ratio)} at N = ${job.tokens} (${job.model.id})`
      ).join("; "),
      scope: longest.map(({ job }) =>
        `${job.model.id}, N = ${job.tokens}, ${job.repetitions} repetitions, ` +
        `${job.engine.engine} on ${job.engine.device}, ${job.engine.threads} threads`
      ).join("; "),
      reason: "Ratio of the medians of paired timings, autoregressive over one pass, with a 95 % " +
        "bootstrap interval over the pairs; reproduced where it lies above 1 for every model, " +
        "contradicted where it lies below 1 for one.",
      jobs: throughputs.map(({ key }) => key),
    };
  },
};

function longestOf(timings: readonly MeasuredThroughput[]): MeasuredThroughput {
  return timings.reduce((best, one) => one.job.tokens > best.job.tokens ? one : best);
}
