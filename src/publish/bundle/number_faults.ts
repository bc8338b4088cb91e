import { median } from "simple-statistics";
import { pinnedStream } from "../../random/mod.ts";
import type { JobRecord, Measured } from "../../records/record.ts";
import { ratioInterval } from "../../statistics/ratio_interval.ts";

/**
 * Numbers that records derive from others they hold, taken again: rates and their ratio from all
 * samples. (What a fit says of its own ids is checked wherever records are read.)
 */
export function numberFaults(records: readonly JobRecord[]): string[] {
  return records.flatMap((record, at) => {
    if (record.job.kind !== "throughput" || record.outcome !== "measured") return [];
    const { job: { tokens }, result } = record as Measured<"throughput">;
    const { onePassMilliseconds, autoregressiveMilliseconds, ratio } = result;
    const rate = (samples: readonly number[]) => tokens / (median([...samples]) / 1000);
    const again = ratioInterval(autoregressiveMilliseconds, onePassMilliseconds, {
      stream: pinnedStream("bootstrap", tokens),
    });
    const pairs: [string, number, number][] = [
      ["onePassTokensPerSecond", result.onePassTokensPerSecond, rate(onePassMilliseconds)],
      [
        "autoregressiveTokensPerSecond",
        result.autoregressiveTokensPerSecond,
        rate(autoregressiveMilliseconds),
      ],
      ["ratio.estimate", ratio.estimate, again.estimate],
      ["ratio.low", ratio.low, again.low],
      ["ratio.high", ratio.high, again.high],
    ];
    return pairs.filter(([, got, want]) => !(Math.abs(got - want) <= 1e-9 * Math.abs(want)))
      .map(([name, got, want]) =>
        `line ${at + 1}: "result.${name}" is ${got}, its samples give ${want}`
      );
  });
}
