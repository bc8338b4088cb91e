import { pinnedStream } from "../random/mod.ts";
import { type ChangePoint, changePoints, fewestValues } from "./change_points.ts";
import { type Metric, metricGroups } from "./metric.ts";
import type { PublishedRun } from "./published_run.ts";
import { runMetrics } from "./run_metrics.ts";

/** One metric on one machine over the runs, in their order. */
export interface Trend {
  readonly points: readonly TrendPoint[];
  /** Null where there are too few runs to look for any. */
  readonly steps: readonly ChangePoint[] | null;
}

export interface TrendPoint {
  readonly run: PublishedRun;
  readonly metric: Metric;
}

/**
 * Every metric's trend, machines told apart: those of a metric one after another. The 5 % that a step
 * may be found where there is none is shared out among the trends that could have one: long enough,
 * and not all of one value, of which every order is the same.
 */
export function trendsOf(runs: readonly PublishedRun[]): Trend[] {
  const points = runs.flatMap((run) => runMetrics(run).map((metric) => ({ run, metric })));
  const series = [
    ...Map.groupBy(points, ({ metric }) => `${metric.id}\n${metric.environment}`).values(),
  ].sort(inOrder);
  const able = series.filter((own) =>
    own.length >= fewestValues && new Set(own.map(({ metric }) => metric.value)).size > 1
  );
  return series.map((own) => ({ points: own, steps: stepsOf(own) }));

  function stepsOf(own: readonly TrendPoint[]): ChangePoint[] | null {
    if (own.length < fewestValues) return null;
    const at = able.findIndex((one) => one === own);
    if (at < 0) return [];
    const stream = pinnedStream("permutation", at);
    return changePoints(own.map(({ metric }) => metric.value), {
      stream,
      level: 0.05 / able.length,
    });
  }
}

const byNumber = new Intl.Collator("en", { numeric: true });

function inOrder([{ metric: a }]: readonly TrendPoint[], [{ metric: b }]: readonly TrendPoint[]) {
  return metricGroups.indexOf(a.group) - metricGroups.indexOf(b.group) ||
    byNumber.compare(a.name, b.name) || byNumber.compare(a.environment, b.environment);
}
