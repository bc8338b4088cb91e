import type { ExperimentRecord, Experiments } from "../../records/experiment_records.ts";
import type {
  FitJob,
  FitResult,
  JobRecord,
  ThroughputJob,
  ThroughputResult,
  Warning,
} from "../../records/record.ts";

/** A job that ended as measured. */
export interface Measured<J, R> {
  readonly key: string;
  readonly job: J;
  readonly result: R;
  readonly warnings: readonly Warning[];
  readonly command: string;
}

export type MeasuredFit = Measured<FitJob, FitResult>;
export type MeasuredThroughput = Measured<ThroughputJob, ThroughputResult>;

/** The fits that were measured, shortest first; the order of the records decides between equals. */
export function measuredFits(records: readonly JobRecord[]): MeasuredFit[] {
  return measured<FitJob, FitResult>(records, "fit");
}

/** The jobs of one kind of experiment that were measured, in the order of the records. */
export function measuredExperiments<K extends keyof Experiments>(
  experiments: readonly ExperimentRecord[],
  kind: K,
): Measured<Experiments[K]["job"], Experiments[K]["result"]>[] {
  return experiments
    .filter(({ job, outcome }) => job.kind === kind && outcome === "measured")
    .map((record) =>
      record as unknown as Measured<Experiments[K]["job"], Experiments[K]["result"]>
    );
}

/** All fits of a run, whatever came of them. */
export function plannedFits(
  records: readonly JobRecord[],
): { readonly job: FitJob; readonly measured: MeasuredFit | null }[] {
  const measured = new Map(measuredFits(records).map((fit) => [fit.key, fit]));
  return records.flatMap(({ key, job }) =>
    job.kind === "fit" ? [{ job, measured: measured.get(key) ?? null }] : []
  );
}

/** The throughput jobs that were measured, shortest first. */
export function measuredThroughputs(records: readonly JobRecord[]): MeasuredThroughput[] {
  return measured<ThroughputJob, ThroughputResult>(records, "throughput");
}

function measured<J extends JobRecord["job"], R>(
  records: readonly JobRecord[],
  kind: J["kind"],
): Measured<J, R>[] {
  return records
    .filter((record) => record.job.kind === kind && record.outcome === "measured")
    .map((record) => record as unknown as Measured<J, R>)
    .sort((a, b) => a.job.tokens - b.job.tokens);
}
