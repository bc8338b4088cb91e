import type { ClusterPlan } from "./cluster_plan.ts";
import { sizingNotes } from "./sizing_notes.ts";

/**
 * A script for a login node. All tasks write one store on a shared file system: files are whole, and
 * no two shards have a job in common, so that merging is done when they end.
 *
 *     shards ─► shards again: jobs that rest on fits of others ─► timings, and the report
 */
export function slurmScript(plan: ClusterPlan, { command }: { readonly command: string }): string {
  const { profile, models, shards, flags, cpus, gpus, memoryBytes, limitSeconds } = plan;
  const hours = limitSeconds / 3600;
  const resources = [
    `--cpus-per-task=${cpus}`,
    `--mem=${Math.ceil(memoryBytes / 1e9)}G`,
    `--time=${hours}:00:00`,
    ...gpus > 0 ? [`--gres=gpu:${gpus}`] : [],
  ].join(" ");
  return `#!/usr/bin/env bash
# Profile "${profile}" of Onepass as ${shards} array tasks and a report. Written by:
#   ${command}
# Run it in the project's folder on a login node. Run again, it goes on from what the store has.
#
${sizingNotes(plan, { task: "A task" })}
set -euo pipefail

# Both on a file system that all nodes share; ${(plan.diskBytes / 1e9).toPrecision(2)} GB in all.
export ONEPASS_OUT=\${ONEPASS_OUT:-$PWD/reports/${profile}}
export ONEPASS_CACHE=\${ONEPASS_CACHE:-$PWD/.cache/cluster}
mkdir -p "$ONEPASS_OUT/logs" "$ONEPASS_CACHE"

# Nodes may be cut off from the network: weights are fetched here. What cannot be had is left out.
models=(${models.join(" ")})
for model in "\${models[@]}"; do
  deno task fixtures fetch "$model" || echo "not here: $model" >&2
done

shards() {
  sbatch --parsable --job-name="onepass-${profile}" --array=1-${shards} --requeue \\
    --signal=B:TERM@120 ${resources} \\
    --output="$ONEPASS_OUT/logs/%A_%a.log" --open-mode=append "$@" <<'TASK'
#!/usr/bin/env bash
set -uo pipefail
child=
# Two minutes before its time is up a task keeps what it has, and queues again.
trap '
  kill -TERM "$child" 2>/dev/null
  wait "$child"
  scontrol requeue "\${SLURM_ARRAY_JOB_ID}_\${SLURM_ARRAY_TASK_ID}"
  exit 143
' TERM
for try in 1 2 3; do
  deno task reproduce ${flags.join(" ")} \\
    --shard "$SLURM_ARRAY_TASK_ID/${shards}" --out "$ONEPASS_OUT" &
  child=$!
  wait "$child" && exit 0
  echo "try $try of 3 ended with a fault" >&2
done
exit 1
TASK
}

fits=$(shards)
# The same once more: what rests on fits of other shards finds them in the store now.
rest=$(shards --dependency="afterany:$fits")
# Reuses all of that, times decoding, judges the claims.
report=$(sbatch --parsable --job-name="onepass-${profile}-report" --requeue \\
  --dependency="afterany:$rest" ${resources} \\
  --output="$ONEPASS_OUT/logs/%j.log" --open-mode=append <<'TASK'
#!/usr/bin/env bash
set -euo pipefail
deno task store verify "$ONEPASS_OUT" || echo "harmed files count as absent" >&2
deno task reproduce ${flags.join(" ")} --out "$ONEPASS_OUT"
TASK
)
echo "queued: $fits, $rest, $report; the report comes to $ONEPASS_OUT/index.html"
`;
}
