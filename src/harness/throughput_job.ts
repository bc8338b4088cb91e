import { median } from "simple-statistics";
import { pinnedStream } from "../random/mod.ts";
import { keyOf } from "../records/canonical.ts";
import type { ModelSession } from "./model_session.ts";
import { planThroughput } from "./plan.ts";
import type { FitJob, FitResult, JobRecord, ThroughputResult, Warning } from "../records/record.ts";
import { ratioInterval } from "../statistics/ratio_interval.ts";

export interface ThroughputOptions {
  readonly session: ModelSession;
  readonly repetitions: number;
  readonly promptId: number;
  readonly command: string;
  readonly proto: Float32Array;
}

/** Times one-pass reconstruction of an exact fit against greedy decoding of as many tokens. */
export async function runThroughput(
  fit: { readonly job: FitJob; readonly result: FitResult },
  { session, repetitions, promptId, command, proto }: ThroughputOptions,
): Promise<JobRecord> {
  const job = planThroughput(fit.job, repetitions);
  const { tokens } = job;
  const samples = await session.throughput({
    arrangement: fit.job.arrangement,
    tokens,
    proto,
    expected: fit.result.targetIds,
    promptId,
    repetitions,
    threads: job.engine.threads,
  });
  const base = { key: keyOf(job), job, command };
  const { wrong, onePassMilliseconds, autoregressiveMilliseconds } = samples;
  if (wrong !== null) return { ...base, warnings: [], outcome: "wrong", ...wrong };
  const perSecond = (times: readonly number[]) => tokens / (median([...times]) / 1000);
  const result: ThroughputResult = {
    onePassMilliseconds,
    autoregressiveMilliseconds,
    onePassTokensPerSecond: perSecond(onePassMilliseconds),
    autoregressiveTokensPerSecond: perSecond(autoregressiveMilliseconds),
    ratio: ratioInterval(autoregressiveMilliseconds, onePassMilliseconds, {
      stream: pinnedStream("bootstrap", tokens),
    }),
  };
  const spreads = [onePassMilliseconds, autoregressiveMilliseconds].map(relativeSpread);
  const warnings: Warning[] = Math.max(...spreads) > 0.25
    ? [{ kind: "noisy timing", relativeSpread: Math.max(...spreads) }]
    : [];
  return { ...base, warnings, outcome: "measured", result };
}

/** (largest − smallest) / median. */
function relativeSpread(samples: readonly number[]): number {
  return (Math.max(...samples) - Math.min(...samples)) / median([...samples]);
}
