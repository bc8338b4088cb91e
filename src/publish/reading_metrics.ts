import type { KeptRow } from "../bench/bench_file.ts";
import { canonicalJson } from "../records/canonical.ts";
import type { JobRecord, Measured } from "../records/record.ts";
import { environmentName } from "./environment_name.ts";
import type { Metric } from "./metric.ts";

/** Tokens a second of both ways of reading a text, and their ratio, as the run's own jobs timed them. */
export function readingMetrics(records: readonly JobRecord[], environment: string): Metric[] {
  return records.flatMap((record) => {
    if (record.job.kind !== "throughput" || record.outcome !== "measured") return [];
    const { job, result, warnings } = record as Measured<"throughput">;
    const { model, tokens, engine, repetitions } = job;
    const setting = [model.weightsSha256, tokens, engine.engine, engine.device, engine.threads];
    const shared = {
      group: "Reading back" as const,
      of: `${repetitions} repetitions`,
      better: "higher" as const,
      environment,
      noisy: warnings.some(({ kind }) => kind === "noisy timing"),
    };
    const name = `${model.id}, N = ${tokens}`;
    const one = (what: string, rest: Pick<Metric, "unit" | "value" | "low" | "high">): Metric => ({
      ...shared,
      id: `${what} ${setting.join(" ")}`,
      name: `${what}: ${name}`,
      ...rest,
    });
    const { estimate: value, low, high } = result.ratio;
    return [
      one("one pass", { unit: "tokens/s", value: result.onePassTokensPerSecond }),
      one("token by token", { unit: "tokens/s", value: result.autoregressiveTokensPerSecond }),
      one("one pass over token by token", { unit: "×", value, low, high }),
    ];
  });
}

/** Our own rows of `deno task bench`, each with the machine that it was measured on. */
export function benchMetrics(rows: readonly KeptRow[]): Metric[] {
  return rows.flatMap((row) => {
    if (row.what !== "fit step" && row.what !== "one pass") return [];
    if (row.who !== "onepass") return [];
    // Of our own rows `about` holds the engine's settings and no versions.
    const { what, model, B, N, threads, about, machine, tokensPerSecondInterval } = row;
    const size = `${model}, N = ${N}, ${B} at a time, ${threads} thread${threads === 1 ? "" : "s"}`;
    const milliseconds = (perSecond: number) => B * N / perSecond * 1000;
    return [{
      id: `bench ${what} ${model} ${B} ${N} ${threads} ${canonicalJson(about)}`,
      group: what === "fit step" ? "Time of a step" as const : "Reading back" as const,
      name: `${what} in deno task bench: ${size}`,
      unit: "ms",
      value: row.medianMilliseconds,
      low: milliseconds(tokensPerSecondInterval.high),
      high: milliseconds(tokensPerSecondInterval.low),
      of: `median of ${row.samplesMilliseconds.length} samples`,
      better: "lower" as const,
      environment: environmentName(machine),
      noisy: false,
    }];
  });
}
