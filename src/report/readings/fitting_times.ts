import { mean } from "simple-statistics";
import { paperArrangement, streamOf } from "../../claims/evidence.ts";
import { published, valuesAt } from "../../paper/mod.ts";
import type { FitJob, JobRecord } from "../../records/record.ts";
import { type Interval, logLogSlope, logLogSlopeInterval } from "../../statistics/mod.ts";
import { type MeasuredFit, plannedFits } from "./measured.ts";
import { type OwnSeries, ownSeries } from "./own_series.ts";

/** A planned fit and what came of it. */
interface Timed {
  readonly job: FitJob;
  readonly measured: MeasuredFit | null;
}

/** The fits of one series at one length. */
export interface TimedLength {
  readonly series: string;
  readonly tokens: number;
  readonly fits: readonly MeasuredFit[];
  /** Those that reached the paper's accuracy: only they have a fitting time. */
  readonly done: readonly MeasuredFit[];
  /** Seconds of these, mean; null where there are none. */
  readonly meanSeconds: number | null;
  readonly unfinished: number;
}

/** Exponent of N in the growth of a series. */
export interface Growth {
  readonly series: string;
  /** Lengths that every fit reached, ascending; the slope is over these. */
  readonly lengths: readonly number[];
  readonly texts: number;
  /** Over texts; null where fewer than three lengths or two texts are there. */
  readonly seconds: Interval | null;
  readonly steps: Interval | null;
}

/** What Table 4 prints, dashes left out. */
export const table4 = valuesAt(published.table4, "fitSeconds");

/** Wall times below this are not told apart. */
const leastSeconds = 1e-3;

/** Times of the paper's arrangement, apart by source and by what sets the pace on one machine. */
export function timedSeries(records: readonly JobRecord[]): OwnSeries<Timed>[] {
  const planned = plannedFits(records).filter(({ job }) => job.arrangement === paperArrangement);
  const paces = new Set(planned.map(paceOf));
  return ownSeries(planned, {
    apart: [
      ({ job }) => job.text.source,
      ({ job }) => job.engine.device,
      ...(paces.size > 1 ? [paceOf] : []),
    ],
  });
}

/** Each length of each series of which a fit was measured. */
export function timedLengths(series: readonly OwnSeries<Timed>[]): TimedLength[] {
  return series.flatMap(({ name, items }) => {
    const lengths = [...Map.groupBy(items, ({ job }) => job.tokens)].sort(([a], [b]) => a - b);
    return lengths.flatMap(([tokens, there]) => {
      const fits = there.flatMap(({ measured }) => measured ?? []);
      const done = fits.filter(isDone);
      if (fits.length === 0) return [];
      return [{
        series: name,
        tokens,
        fits,
        done,
        meanSeconds: done.length === 0 ? null : mean(done.map(secondsOf)),
        unfinished: there.length - fits.length,
      }];
    });
  });
}

/** Exponents of our series, with intervals over texts. */
export function growths(lengths: readonly TimedLength[]): Growth[] {
  return [...Map.groupBy(lengths, ({ series }) => series)].map(([series, ofSeries]) => {
    // Where a budget cuts fits off their times stop growing.
    const whole = ofSeries.filter(({ fits, done, unfinished }) =>
      unfinished === 0 && done.length === fits.length
    );
    const texts = [...Map.groupBy(whole.flatMap(({ fits }) => fits), ({ job }) => job.text.id)];
    const slope = (quantity: string, of: (fit: MeasuredFit) => number) =>
      whole.length < 3 || texts.length < 2 ? null : logLogSlopeInterval(
        texts.map(([, fits]) => fits.map((fit) => ({ x: fit.job.tokens, y: of(fit) }))),
        { stream: streamOf("T4-report", `${series} ${quantity}`) },
      );
    return {
      series,
      lengths: whole.map(({ tokens }) => tokens),
      texts: texts.length,
      seconds: slope("seconds", secondsOf),
      steps: slope("steps", ({ result }) => Math.max(1, result.steps)),
    };
  });
}

/** The same exponent of a model of the paper, from its printed means. */
export function printedSlope(model: string): number {
  const points = table4.filter(({ at }) => at.model === model);
  return logLogSlope(points.map(({ at, value }) => ({ x: Number(at.tokens), y: value })));
}

/** Share of a fit in the wall time of its batch, seconds. */
export function secondsOf({ result }: MeasuredFit): number {
  return Math.max(leastSeconds, result.elapsedSeconds);
}

export function isDone({ result }: MeasuredFit): boolean {
  return result.accuracy >= published.settings.successAccuracy;
}

function paceOf({ job: { engine } }: Timed): string {
  return `B = ${engine.batch}, ${engine.threads} threads`;
}
