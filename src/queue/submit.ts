import type { Boss } from "./boss.ts";
import { jobId } from "./job_id.ts";
import { type QueuedGroup, queuedGroups } from "./job_groups.ts";
import { type Submission, type SubmissionPlan, written } from "./submission.ts";

/** What pg-boss keeps of a job of ours. */
export interface QueuedData {
  readonly key: string;
  /** Whose plan has it. */
  readonly submission: string;
}

export interface SubmitOptions {
  /** How long a worker may give no sign before its jobs are another's, seconds. */
  readonly leaseSeconds: number;
}

/** What came of a submission, in jobs. */
export interface Submitted {
  readonly added: number;
  /** In the queue already, or ended with a record. */
  readonly there: number;
  /** Had ended without a record: failed, cancelled, or not run. They wait again. */
  readonly again: number;
}

/**
 * How often a job may be lost with its worker, or given back, before it counts as failed: what kills
 * every worker that touches it must end somewhere.
 */
const retries = 100;

/** Longer than anything takes: a lease says whether a worker lives, and no clock how long a job may. */
const year = 365 * 86_400;

/** pg-boss takes them as one JSON parameter. */
const mostAtOnce = 5000;

/** Puts a submission's jobs into the queue, each once however often it is submitted. */
export async function submit(
  { submission, plan }: { readonly submission: Submission; readonly plan: SubmissionPlan },
  boss: Boss,
  { leaseSeconds }: SubmitOptions,
): Promise<Submitted> {
  const { database, jobs } = boss;
  const { id, content } = written(submission);
  const { profile, codeSha256, command } = submission;
  await database.rows(
    `insert into onepass.submissions
       (id, profile, model, code_sha256, content, command, lease_seconds)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (id) do update set lease_seconds = excluded.lease_seconds`,
    [id, profile.name, profile.model, codeSha256, content, command, leaseSeconds],
  );
  let [added, again, all] = [0, 0, 0];
  for (const [place, group] of queuedGroups(plan).entries()) {
    const { queue, keys } = group;
    // No transaction of ours: it takes a lock that pg-boss's own statements wait for.
    await jobs.createQueue(queue, { deleteAfterSeconds: 0, retentionSeconds: year });
    await keepGroup(group, { boss, submission: id, place });
    again += await forget(group, boss);
    for (let at = 0; at < keys.length; at += mostAtOnce) {
      const part = keys.slice(at, at + mostAtOnce);
      const ids = await jobs.insert(
        queue,
        part.map((key) => ({
          id: jobId(key),
          data: { key, submission: id } satisfies QueuedData,
          retryLimit: retries,
          heartbeatSeconds: leaseSeconds,
          expireInSeconds: year,
          retentionSeconds: year,
          deleteAfterSeconds: 0,
        })),
        { returnId: true },
      );
      added += ids?.length ?? 0;
    }
    all += keys.length;
  }
  return { added: added - again, again, there: all - added };
}

async function keepGroup(
  { queue, kind, title, job, restsOn }: QueuedGroup,
  { boss: { database }, submission, place }: {
    readonly boss: Boss;
    readonly submission: string;
    readonly place: number;
  },
): Promise<void> {
  const { engine, device, threads, batch } = job.engine;
  await database.transaction(async (inside) => {
    await inside.rows(
      `insert into onepass.groups (queue, submission, place, kind, title, model, engine, device,
         threads, batch, code_sha256)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing`,
      [
        queue,
        submission,
        place,
        kind,
        title,
        job.model.id,
        engine,
        device,
        threads,
        batch,
        job.codeSha256,
      ],
    );
    await inside.rows(
      `insert into onepass.rests_on (queue, key, key_queue)
       select $1, key, key_queue from unnest($2::text[], $3::text[]) as needed (key, key_queue)
       on conflict do nothing`,
      [queue, restsOn.map(({ key }) => key), restsOn.map(({ queue }) => queue)],
    );
  });
}

/** Takes jobs out that ended without a record, so that they can be put in again. */
async function forget({ queue, keys }: QueuedGroup, { jobs, database }: Boss): Promise<number> {
  const ended = await database.rows<{ id: string; key: string }>(
    `select id, data ->> 'key' as key from onepass_boss.job
     where name = $1 and state >= 'completed' and data ->> 'key' = any($2)
       and not exists (select 1 from onepass.results where results.key = data ->> 'key')`,
    [queue, keys],
  );
  if (ended.length === 0) return 0;
  await jobs.deleteJob(queue, ended.map(({ id }) => id));
  await database.rows(`delete from onepass.errors where key = any($1)`, [
    ended.map(({ key }) => key),
  ]);
  return ended.length;
}
