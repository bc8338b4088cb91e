import { median } from "simple-statistics";
import { fewestClusters, studentInterval } from "../statistics/mod.ts";
import { breakEvens } from "./break_even.ts";
import { type Claim, notRun } from "./claim.ts";
import { byModel, type MeasuredFit, type MeasuredThroughput } from "./evidence.ts";
import { judgeParts, type Part } from "./parts.ts";
import { meanByText } from "./text_mean.ts";
import { figure, intervalText } from "./words.ts";

/**
 * Timed on fitted texts of the longest length at which enough of them were, since repetitions of one
 * text say nothing of others, and against the fastest decoder at hand: the project's own is no
 * measure of how fast token by token can be.
 */
export const f4OnePassFaster: Claim = {
  id: "F4-one-pass-faster",
  experiment: "F4",
  statement: "Reading a text back in one pass is faster than writing it token by token",
  place: "Figure 4",
  paper: "tokens per second well above the autoregressive ones for every model and data set",
  basis: "time",
  division: "either",
  reads: ["throughputs"],
  evaluate({ throughputs, fits }) {
    const timings = throughputs.filter(({ result }) => result.onePassMilliseconds.length > 1);
    if (timings.length === 0) return notRun("Wants a timed reconstruction.");
    const missing: string[] = [];
    const used: MeasuredThroughput[] = [];
    const engines = byEngine(timings);
    const judged = engines.map(([, ofEngine]) => longestOf(ofEngine));
    const parts = judged.map((there, i): Part => {
      const [model] = engines[i];
      used.push(...there);
      const { job: { tokens } } = there[0];
      const texts = [...meanByText(there, (timing) => Math.log(fastestOf(timing).ratio)).values()];
      if (texts.length < fewestClusters) {
        missing.push(`${fewestClusters - texts.length} more timed texts on ${model}`);
      }
      const against = [...new Set(there.map((timing) => fastestOf(timing).decoder))].join(", ");
      return {
        name: `${model}, N = ${tokens}, ${texts.length} ${
          texts.length === 1 ? "text" : "texts"
        }, against ${against}`,
        within: [0, Infinity],
        interval: (level) =>
          texts.length > 1
            ? studentInterval(texts, { level })
            : { estimate: texts[0], low: -Infinity, high: Infinity },
        show: ({ estimate, low, high }) =>
          `× ${
            texts.length > 1
              ? intervalText({
                estimate: Math.exp(estimate),
                low: Math.exp(low),
                high: Math.exp(high),
              })
              : figure(Math.exp(estimate))
          }`,
      };
    });
    const longest = judged.map((there) => there[0]);
    return judgeParts(parts, {
      scope: longest.map(({ job }) =>
        `${job.model.id}, N = ${job.tokens}, ${job.repetitions} repetitions, ` +
        `${job.engine.engine} on ${job.engine.device}, ${job.engine.threads} threads`
      ).join("; "),
      reason: "ln of the median time of the fastest decoder at hand over that of one pass, mean " +
        `over texts with Student's interval. Not counted in: ${
          longest.map((timing) => repayment(timing, fits)).join("; ")
        }.${notAtHand(used)}`,
      jobs: used.map(({ key }) => key),
      missing,
    });
  },
};

/** Timings of a model on one machine: what is slow on one device may be fast on another. */
function byEngine(
  timings: readonly MeasuredThroughput[],
): [name: string, of: MeasuredThroughput[]][] {
  return byModel(timings).flatMap(([model, ofModel]) => {
    const engines = [
      ...Map.groupBy(
        ofModel,
        ({ job: { engine } }) => `${engine.engine} on ${engine.device}, ${engine.threads} threads`,
      ),
    ];
    return engines.map(([engine, of]): [string, MeasuredThroughput[]] => [
      engines.length > 1 ? `${model}, ${engine}` : model,
      of,
    ]);
  });
}

/** The timings of the longest length with enough texts; of the one with most, where none has. */
function longestOf(timings: readonly MeasuredThroughput[]): MeasuredThroughput[] {
  const textsOf = (there: readonly MeasuredThroughput[]) =>
    Math.min(fewestClusters, new Set(there.map(({ job }) => job.text.id)).size);
  const lengths = [...Map.groupBy(timings, ({ job }) => job.tokens)];
  return lengths.sort(([a, x], [b, y]) => textsOf(y) - textsOf(x) || b - a)[0][1];
}

/** The decoder that wrote the text soonest, and how many times as long as one pass it took. */
function fastestOf({ result }: MeasuredThroughput): { decoder: string; ratio: number } {
  const decoders = [
    { decoder: "our own decoder", milliseconds: result.autoregressiveMilliseconds },
    ...result.otherDecoders ?? [],
  ].map(({ decoder, milliseconds }) => ({ decoder, milliseconds: median([...milliseconds]) }));
  const { decoder, milliseconds } = decoders.reduce((a, b) =>
    b.milliseconds < a.milliseconds ? b : a
  );
  return { decoder, ratio: milliseconds / median([...result.onePassMilliseconds]) };
}

/** Decoders that might have been faster, and why they were not timed. */
function notAtHand(timings: readonly MeasuredThroughput[]): string {
  const told = timings.flatMap(({ job, result }) =>
    (result.missingDecoders ?? []).map(({ decoder, reason }) =>
      `${decoder} on ${job.model.id} (${reason})`
    )
  );
  return told.length === 0 ? "" : ` Not timed: ${[...new Set(told)].join("; ")}.`;
}

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
