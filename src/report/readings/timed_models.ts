import type { MeasuredThroughput } from "./measured.ts";

/** The timings of one model, which may share an axis. */
export interface TimedModel {
  readonly jobs: readonly MeasuredThroughput[];
  /** Tells models apart in file names and in titles; empty where there is one. */
  readonly slug: string;
  readonly suffix: string;
}

/** Timings model by model. */
export function timedModels(jobs: readonly MeasuredThroughput[]): TimedModel[] {
  const models = [...Map.groupBy(jobs, ({ job }) => job.model.id)];
  return models.map(([id, jobs], at) => ({
    jobs,
    slug: models.length > 1 ? `-${at + 1}` : "",
    suffix: models.length > 1 ? `, ${id}` : "",
  }));
}
