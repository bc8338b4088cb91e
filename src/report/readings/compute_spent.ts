import { measured } from "../../records/measured.ts";
import type { JobRecord } from "../../records/record.ts";

/** What the fits of a run took, whenever they ran: a run that is resumed keeps what it had. */
export interface ComputeSpent {
  readonly jobs: number;
  /** Shares of fits in the wall time of their batches, added up. */
  readonly seconds: number;
}

/** Only single fits say what they took; what a run spent is more than this. */
export function computeSpent(records: readonly JobRecord[]): ComputeSpent {
  const fits = measured(records, "fit");
  return {
    jobs: fits.length,
    seconds: fits.reduce((sum, { result }) => sum + result.elapsedSeconds, 0),
  };
}
