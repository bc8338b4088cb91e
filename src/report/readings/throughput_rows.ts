import type { MeasuredThroughput } from "./measured.ts";

/** A throughput job with the name of its row: N, and what else differs between the jobs. */
export interface ThroughputRow {
  readonly name: string;
  readonly measured: MeasuredThroughput;
}

/** The throughput jobs, named so that no two rows of a chart have one name. */
export function throughputRows(jobs: readonly MeasuredThroughput[]): ThroughputRow[] {
  const parts = [
    ({ job }: MeasuredThroughput) => job.model.id,
    ({ job }: MeasuredThroughput) => `${job.engine.engine} ${job.engine.device}`,
    ({ job }: MeasuredThroughput) => job.text.id,
  ];
  const telling = parts.filter((part) => new Set(jobs.map(part)).size > 1);
  const names = jobs.map((one) =>
    [`N = ${one.job.tokens}`, ...telling.map((part) => part(one))].join(", ")
  );
  return jobs.map((measured, i) => ({
    name: names.indexOf(names[i]) === i ? names[i] : `${names[i]}, ${measured.key.slice(0, 8)}`,
    measured,
  }));
}
