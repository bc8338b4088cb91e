import { environmentName } from "../environment_name.ts";
import { measuredFits, settingOf } from "../fit_metrics.ts";
import type { PublishedRun } from "../published_run.ts";
import { runMetrics } from "../run_metrics.ts";
import { metricText } from "./metric_text.ts";
import { verdictText } from "./verdict_badge.ts";

/** What the page's script compares of a run. */
export interface ComparedRun {
  readonly name: string;
  /** What it ran on, by name. */
  readonly setting: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, ComparedMetric>>;
  /** Statement and verdict of each claim, by the claim's id. */
  readonly verdicts: Readonly<Record<string, readonly [statement: string, verdict: string]>>;
  /** Per setting of fits the texts and seeds, each with its steps; 0 where it did not come out exact. */
  readonly fits: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export interface ComparedMetric {
  readonly name: string;
  readonly group: string;
  readonly text: string;
  readonly value: number;
  /** 95 % interval; null where there is none. */
  readonly interval: readonly [low: number, high: number] | null;
  /** Whether it is of the machine: a time, or a rate. */
  readonly timed: boolean;
  readonly machine: string;
}

/** A run as far as it is held against another. */
export function comparedRun(run: PublishedRun): ComparedRun {
  const { name, environment, records, claims } = run;
  const { profile, commit, codeSha256, deno, onnxruntime, startedAt, command } = environment;
  const metrics = runMetrics(run).map((metric): [string, ComparedMetric] => {
    const { id, name, group, value, low, high, unit, environment: machine } = metric;
    return [id, {
      ...{ name, group, value, machine },
      text: metricText(metric),
      interval: low === undefined || high === undefined ? null : [low, high],
      timed: unit !== "share" && unit !== "steps",
    }];
  });
  return {
    name,
    setting: {
      "began": startedAt,
      "machine": environmentName(environment),
      "profile": profile,
      "command": command,
      "commit": commit ?? "unknown",
      "computing code": codeSha256.slice(0, 12),
      "Deno": deno,
      "ONNX Runtime": onnxruntime,
    },
    metrics: Object.fromEntries(metrics),
    verdicts: Object.fromEntries(
      claims.map((claim) => [claim.id, [claim.statement, verdictText(claim)]]),
    ),
    fits: fitsOf(records),
  };
}

/** Whether two runs have any metric in common. */
export function isComparable(a: ComparedRun, b: ComparedRun): boolean {
  return Object.keys(a.metrics).some((id) => Object.hasOwn(b.metrics, id));
}

function fitsOf(records: PublishedRun["records"]): ComparedRun["fits"] {
  const fits: Record<string, Record<string, number>> = {};
  for (const { job, result } of measuredFits(records)) {
    const own = fits[`exact ${settingOf(job)}`] ??= {};
    own[`${job.text.tokenIdsSha256.slice(0, 10)} ${job.seed}`] = result.exact ? result.steps : 0;
  }
  return fits;
}
