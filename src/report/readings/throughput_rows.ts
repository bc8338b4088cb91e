import { median } from "simple-statistics";
import { pinnedStream } from "../../random/mod.ts";
import { ratioInterval } from "../../statistics/ratio_interval.ts";
import type { MeasuredThroughput } from "./measured.ts";

/** All texts timed at a length N on one model and engine, named by that. */
export interface ThroughputRow {
  /** "N = 16", and what else differs between the rows. */
  readonly name: string;
  /** One a text. */
  readonly timings: readonly MeasuredThroughput[];
  /** Their repetitions together, as one timing; the first text's where it is the only one. */
  readonly measured: MeasuredThroughput;
}

/** Throughput jobs as rows of a chart, no two of one name, in the order in which lengths first come. */
export function throughputRows(jobs: readonly MeasuredThroughput[]): ThroughputRow[] {
  const parts = [
    ({ job }: MeasuredThroughput) => job.model.id,
    ({ job: { engine } }: MeasuredThroughput) => `${engine.engine} ${engine.device}`,
    ({ job: { engine } }: MeasuredThroughput) => `${engine.threads} threads`,
  ];
  const telling = parts.filter((part) => new Set(jobs.map(part)).size > 1);
  const groups = Map.groupBy(
    jobs,
    (one) => [`N = ${one.job.tokens}`, ...telling.map((part) => part(one))].join(", "),
  );
  return [...groups].map(([name, timings]) => ({ name, timings, measured: pooled(timings) }));
}

function pooled(timings: readonly MeasuredThroughput[]): MeasuredThroughput {
  const [first] = timings;
  if (timings.length === 1) return first;
  const { tokens } = first.job;
  const onePassMilliseconds = timings.flatMap(({ result }) => result.onePassMilliseconds);
  const autoregressiveMilliseconds = timings.flatMap(({ result }) =>
    result.autoregressiveMilliseconds
  );
  const perSecond = (times: readonly number[]) => tokens / (median([...times]) / 1000);
  return {
    ...first,
    result: {
      onePassMilliseconds,
      autoregressiveMilliseconds,
      onePassTokensPerSecond: perSecond(onePassMilliseconds),
      autoregressiveTokensPerSecond: perSecond(autoregressiveMilliseconds),
      ratio: ratioInterval(autoregressiveMilliseconds, onePassMilliseconds, {
        stream: pinnedStream("bootstrap", tokens),
      }),
    },
  };
}
