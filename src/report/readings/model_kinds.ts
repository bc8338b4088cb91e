import { kindOf } from "../../claims/kind_of.ts";
import type { JobRecord, VerdictKind } from "../../records/record.ts";
import type { RunRecords } from "../sections/paper_section.ts";

const order: readonly VerdictKind[] = ["direct", "transfer", "machinery"];

/** A run's records by what they are worth: of models someone trained to be used, and of tiny ones. */
export interface ByWorth {
  /** What the page is about: of real models where there are any, else of tiny ones. */
  readonly main: RunRecords;
  /** Of tiny models, where there are real ones too; null where there are none beside. */
  readonly tiny: RunRecords | null;
}

/** Parts real models from tiny ones: their figures are never drawn on one axis. */
export function byWorth({ records, experiments }: RunRecords): ByWorth {
  const is = (tiny: boolean) => (record: JobRecord) =>
    (kindOf(record.job) === "machinery") === tiny;
  const part = (tiny: boolean): RunRecords => ({
    records: records.filter(is(tiny)),
    experiments: experiments.filter(is(tiny)),
  });
  const [real, tiny] = [part(false), part(true)];
  const isEmpty = (run: RunRecords) => run.records.length + run.experiments.length === 0;
  if (isEmpty(real)) return { main: tiny, tiny: null };
  return { main: real, tiny: isEmpty(tiny) ? null : tiny };
}

/** Which of two kinds is worth more: below 0 where it is the first. */
export function compareKinds(a: VerdictKind, b: VerdictKind): number {
  return order.indexOf(a) - order.indexOf(b);
}
