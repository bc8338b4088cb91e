import { pinnedStream, type Stream } from "../../random/mod.ts";
import { sha256 } from "../canonical.ts";
import type {
  ClaimVerdict,
  FitJob,
  FitResult,
  JobRecord,
  ThroughputJob,
  ThroughputResult,
} from "../record.ts";
import { divisionOf } from "./division.ts";
import { kindOf } from "./kind_of.ts";

export interface MeasuredFit {
  readonly key: string;
  readonly job: FitJob;
  readonly result: FitResult;
}

/** A planned fit without a result: it may have gone either way. */
export interface UnfinishedFit {
  readonly key: string;
  readonly job: FitJob;
}

export interface MeasuredThroughput {
  readonly key: string;
  readonly job: ThroughputJob;
  readonly result: ThroughputResult;
}

/** What a claim may look at: one kind of model, one division, in an order that no run changes. */
export interface Evidence {
  readonly kind: ClaimVerdict["kind"];
  readonly division: "closed" | "open" | "either";
  readonly fits: readonly MeasuredFit[];
  readonly unfinished: readonly UnfinishedFit[];
  readonly throughputs: readonly MeasuredThroughput[];
}

/** The evidence of a kind and a division in a run's records. */
export function evidenceOf(
  records: readonly JobRecord[],
  { kind, division }: Pick<Evidence, "kind" | "division">,
): Evidence {
  const fits: MeasuredFit[] = [];
  const unfinished: UnfinishedFit[] = [];
  const throughputs: MeasuredThroughput[] = [];
  for (const record of records.toSorted((a, b) => a.key < b.key ? -1 : 1)) {
    const { key, job } = record;
    if (kindOf(job.model) !== kind) continue;
    if (job.kind === "throughput") {
      if (record.outcome !== "measured") continue;
      throughputs.push({ key, job, result: record.result as ThroughputResult });
      continue;
    }
    if (division !== "either" && divisionOf(job.recipe) !== division) continue;
    if (record.outcome === "measured") {
      fits.push({ key, job, result: record.result as FitResult });
    } else unfinished.push({ key, job });
  }
  return { kind, division, fits, unfinished, throughputs };
}

/** The random stream of a claim's estimate: the same whatever else is judged. */
export function streamOf(claim: string, estimate: string): Stream {
  return pinnedStream("bootstrap", parseInt(sha256(`${claim} ${estimate}`).slice(0, 12), 16));
}
