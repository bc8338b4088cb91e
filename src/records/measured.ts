import type { JobRecord, Kind, Measured } from "./record.ts";

export type MeasuredFit = Measured<"fit">;
export type MeasuredThroughput = Measured<"throughput">;

/** Whether a record is of one kind, whatever came of it. */
export function isOf<K extends Kind>(
  record: JobRecord,
  kind: K,
): record is Extract<JobRecord, { readonly job: { readonly kind: K } }> {
  return record.job.kind === kind;
}

/** The records of one kind, whatever came of them, in their order. */
export function ofKind<K extends Kind>(records: readonly JobRecord[], kind: K): JobRecord<K>[] {
  // What a record's job is decides what its result is, which TypeScript follows for one kind only.
  return records.filter((record) => record.job.kind === kind) as JobRecord<K>[];
}

/** The jobs of one kind that were measured, in the order of the records. */
export function measured<K extends Kind>(records: readonly JobRecord[], kind: K): Measured<K>[] {
  return ofKind(records, kind).filter(isMeasured);
}

/** Whether a job ended with a result. */
export function isMeasured<K extends Kind>(record: JobRecord<K>): record is Measured<K> {
  return record.outcome === "measured";
}
