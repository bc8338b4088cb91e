import type { Reproduction } from "../harness/reproduce.ts";
import type { Shard } from "../harness/shard.ts";

/** What became of a shard's jobs; those not run with their reasons, each once with its count. */
export function shardSummary(
  { records, experiments }: Pick<Reproduction, "records" | "experiments">,
  { shard: { at, of }, json }: { readonly shard: Shard; readonly json?: boolean },
): string {
  const jobs = [...records, ...experiments];
  const left = jobs.flatMap((record) => record.outcome === "not run" ? [record.reason] : []);
  const stored = jobs.length - left.length;
  if (json) return JSON.stringify({ shard: at, of, jobs: jobs.length, stored, left }, null, 2);
  const reasons = [...Map.groupBy(left, (reason) => reason)].map(([reason, same]) =>
    `${same.length} not run: ${reason}`
  );
  return [
    `Shard ${at} of ${of}: ${stored} of its ${jobs.length} jobs are in the store`,
    ...reasons,
  ].join("\n");
}
