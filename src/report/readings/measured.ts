import {
  measured,
  type MeasuredFit,
  type MeasuredThroughput,
  ofKind,
} from "../../records/measured.ts";
import type { FitJob, JobRecord } from "../../records/record.ts";

export type { MeasuredFit, MeasuredThroughput } from "../../records/measured.ts";

/** The fits that were measured, shortest first; the order of the records decides between equals. */
export function measuredFits(records: readonly JobRecord[]): MeasuredFit[] {
  return measured(records, "fit").sort((a, b) => a.job.tokens - b.job.tokens);
}

/** All fits of a run, whatever came of them. */
export function plannedFits(
  records: readonly JobRecord[],
): { readonly job: FitJob; readonly measured: MeasuredFit | null }[] {
  return ofKind(records, "fit").map((record) => ({
    job: record.job,
    measured: record.outcome === "measured" ? record : null,
  }));
}

/** A fit or its timing, whatever came of it. */
export type SingleFit = JobRecord<"fit" | "throughput">;

/** The fits and timings among records, in their order. */
export function singleFits(records: readonly JobRecord[]): SingleFit[] {
  return records.filter((record): record is SingleFit =>
    record.job.kind === "fit" || record.job.kind === "throughput"
  );
}

/** The throughput jobs that were measured, shortest first. */
export function measuredThroughputs(records: readonly JobRecord[]): MeasuredThroughput[] {
  return measured(records, "throughput").sort((a, b) => a.job.tokens - b.job.tokens);
}
