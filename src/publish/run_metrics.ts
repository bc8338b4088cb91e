import { environmentName } from "./environment_name.ts";
import { fitMetrics } from "./fit_metrics.ts";
import type { Metric } from "./metric.ts";
import type { PublishedRun } from "./published_run.ts";
import { benchMetrics, readingMetrics } from "./reading_metrics.ts";

/**
 * Every number of a run that a later run may be held against. What it measured twice by the same
 * settings counts once, the later time.
 */
export function runMetrics({ records, environment, bench }: PublishedRun): Metric[] {
  const machine = environmentName(environment);
  const all = [
    ...fitMetrics(records, machine),
    ...readingMetrics(records, machine),
    ...benchMetrics(bench),
  ];
  return [...new Map(all.map((metric) => [metric.id, metric])).values()];
}
