import type { ClusterPlan } from "./cluster_plan.ts";

/** What a script's reader should know of the sizes in it, as comments of a shell or of YAML. */
export function sizingNotes(
  { likelySeconds, longestSeconds, basis, gpus, weightBytes }: ClusterPlan,
  { task }: { /** What the scheduler calls a shard, with its article. */ readonly task: string },
): string {
  const holds =
    `A GPU has to hold ${(weightBytes / 1e9).toPrecision(2)} GB of weights and what a ` +
    "step takes beside them.";
  const longest = longestSeconds > likelySeconds
    ? [
      `One job takes ${
        hours(longestSeconds)
      } h and keeps no checkpoint: in less time than that it ` +
      "would begin anew for ever.",
    ]
    : [];
  return [
    `${task} likely takes ${hours(likelySeconds)} h, by ${basis}.`,
    ...longest,
    gpus > 0 ? holds : "No GPU is asked for.",
    "Nodes should be of one kind: what runs a job is part of its key.",
  ].map((line) => `# ${line}`).join("\n");
}

function hours(seconds: number): string {
  const value = seconds / 3600;
  return value < 100 ? value.toPrecision(2) : value.toFixed();
}
