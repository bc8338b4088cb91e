import type { Boss } from "./boss.ts";
import { isAlive, unendedOf } from "./read_queue.ts";
import type { QueuedData } from "./submit.ts";

/** What a worker can do, and what it has at hand. */
export interface Able {
  readonly worker: string;
  readonly codeSha256: string;
  readonly engine: string;
  readonly device: string;
  /** Jobs that want more are left to others. */
  readonly mostThreads: number;
  /** Its model that is loaded. */
  readonly model: string | null;
  /** The group whose graph it has compiled last. */
  readonly queue: string | null;
  /** Groups that it cannot plan. */
  readonly leftOut: ReadonlySet<string>;
}

/** A group with jobs to do. */
export interface OpenGroup {
  readonly queue: string;
  readonly kind: string;
  readonly title: string;
  readonly model: string;
  readonly batch: number;
  /** Of its next job. */
  readonly submission: string;
  readonly leaseSeconds: number;
}

/** A job in this worker's hands. `retryCount` names the attempt: it fences what is said of the job. */
export interface Claimed {
  readonly id: string;
  readonly key: string;
  readonly submission: string;
  readonly retryCount: number;
}

/** Whether a worker may do a group: SQL, of a row of `onepass.groups`, with `valuesOf` it as $1 to $5. */
const isFor = `groups.code_sha256 = $1 and engine = $2 and device = $3 and threads <= $4
  and groups.queue <> all($5::text[])`;

function valuesOf({ codeSha256, engine, device, mostThreads, leftOut }: Able): unknown[] {
  return [codeSha256, engine, device, mostThreads, [...leftOut]];
}

/**
 * The group to take jobs of: the one whose graph is compiled; else one of the model that is loaded;
 * else of the model that fewest workers have loaded. Within that the first in the order of submission
 * and plan. Jobs that rest on others come once those have ended.
 */
export async function nextGroup(able: Able, { database }: Boss): Promise<OpenGroup | null> {
  const [group] = await database.rows<OpenGroup>(
    `select queue, kind, title, groups.model, batch, next.data ->> 'submission' as submission,
       lease_seconds as "leaseSeconds"
     from onepass.groups
     join onepass.submissions on submissions.id = groups.submission
     cross join lateral (
       select data from onepass_boss.job
       where job.name = groups.queue and job.state < 'active' limit 1
     ) as next
     where ${isFor} and not exists (select ${unendedOf("groups.queue")})
     order by queue is not distinct from $6 desc, groups.model is not distinct from $7 desc,
       (select count(*) from onepass.workers
        where workers.model = groups.model and workers.id <> $8 and ${isAlive}),
       submissions.created_at, submissions.id, place
     limit 1`,
    [...valuesOf(able), able.queue, able.model, able.worker],
  );
  return group ?? null;
}

/** Whether there may be something for this worker later: what waits, or is in anybody's hands. */
export async function mayCome(able: Able, { database }: Boss): Promise<boolean> {
  const [{ may }] = await database.rows<{ may: boolean }>(
    `select exists (
       select 1 from onepass.groups join onepass_boss.job on job.name = groups.queue
       where job.state < 'completed' and ${isFor}
     ) as may`,
    valuesOf(able),
  );
  return may;
}

/**
 * Takes jobs of a group: a fair share for each worker at work, so that the last jobs are not all in
 * one worker's hands; but at least B, which share a step, and at most four times B, which keeps the
 * batch full as fits end. Jobs of other kinds are taken one by one.
 */
export async function claimJobs(
  { queue, kind, batch }: OpenGroup,
  { jobs, database }: Boss,
): Promise<Claimed[]> {
  let batchSize = 1;
  if (kind === "fit") {
    const [{ waiting, workers }] = await database.rows<{ waiting: number; workers: number }>(
      `select
         (select count(*)::int from (
            select 1 from onepass_boss.job where name = $1 and state < 'active' limit 10000
          ) as counted) as waiting,
         (select count(*)::int from onepass.workers where ${isAlive}) as workers`,
      [queue],
    );
    const share = Math.ceil(waiting / Math.max(1, workers));
    batchSize = Math.min(Math.max(share, batch), 4 * batch);
  }
  const claimed = await jobs.fetch<QueuedData>(queue, { batchSize });
  return claimed.map(({ id, retryCount, data: { key, submission } }) => ({
    id,
    retryCount,
    key,
    submission,
  }));
}

/** What this worker may not do, and somebody has to: waiting jobs by the reason. */
export async function waitingForOthers(
  able: Able,
  { database }: Boss,
): Promise<{ readonly jobs: number; readonly reason: string }[]> {
  const { codeSha256, engine, device, mostThreads } = able;
  return await database.rows(
    `select sum(waiting)::int as jobs, reason from (
       select case
           when code_sha256 <> $1 then 'of other code (' || left(code_sha256, 12) || ')'
           when engine <> $2 or device <> $3 then 'for ' || engine || ' on ' || device
           when threads > $4 then 'for ' || threads || ' threads'
         end as reason,
         (select count(*) from onepass_boss.job where name = queue and state < 'active') as waiting
       from onepass.groups
     ) as left_to_others
     where reason is not null and waiting > 0 group by reason order by reason`,
    [codeSha256, engine, device, mostThreads],
  );
}
