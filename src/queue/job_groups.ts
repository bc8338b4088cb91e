import { groupFits } from "../harness/fit_jobs.ts";
import { keyOf } from "../records/canonical.ts";
import type { JobBase } from "../records/record.ts";
import type { SubmissionPlan } from "./submission.ts";

/** Jobs that one worker does well in one go: pg-boss has a queue for each. */
export interface QueuedGroup {
  /** Name of the queue: says the same of the same job, whoever submits it. */
  readonly queue: string;
  readonly kind: string;
  readonly title: string;
  readonly keys: readonly string[];
  readonly job: JobBase;
  /** Jobs that have to end before these begin, and their queues. */
  readonly restsOn: readonly { readonly key: string; readonly queue: string }[];
}

/** A plan's jobs by group, in its order: fits that share a graph, and all jobs of another kind. */
export function queuedGroups({ fits, experiments }: SubmissionPlan): QueuedGroup[] {
  const groups: QueuedGroup[] = groupFits(fits).map(({ title, fits }) => {
    const { job } = fits[0];
    const keys = fits.map(({ key }) => key);
    return { queue: queueOf(job, title), kind: "fit", title, keys, job, restsOn: [] };
  });
  const fitQueues = new Map(groups.flatMap(({ keys, queue }) => keys.map((key) => [key, queue])));
  for (const { kind, planned, restsOn } of experiments) {
    if (planned.length === 0) continue;
    const { job } = planned[0];
    groups.push({
      queue: queueOf(job, kind),
      kind,
      title: kind,
      keys: [...new Set(planned.map(({ key }) => key))],
      job,
      restsOn: restsOn.map(({ key }) => ({ key, queue: fitQueues.get(key)! })),
    });
  }
  return groups;
}

/** By what every job of the group has in common, so that a job is in one queue, whatever came first. */
function queueOf({ model, engine, codeSha256 }: JobBase, title: string): string {
  const { numeric: _, ...machine } = engine;
  const hash = keyOf({ model, machine, codeSha256, title }).slice(0, 16);
  return `${model.id.replaceAll(/[^\w.\-]/g, "_").slice(0, 40)}/${hash}`;
}
