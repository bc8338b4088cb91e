/**
 * What a queue is at, for whoever shows it. Nothing here writes, and all of it may be asked again
 * and again: each is one statement.
 *
 * @module
 */
import type { JobRecord } from "../records/record.ts";
import type { Statements } from "./database.ts";

/** A worker as it last announced itself. */
export interface WorkerRow {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly engine: string;
  readonly device: string;
  readonly codeSha256: string;
  /** Loaded now; null before the first. */
  readonly model: string | null;
  /** Steps of texts a second over its last interval; null where no fit ran. */
  readonly stepsPerSecond: number | null;
  /** "lost" where it gave no sign for as long as its leases hold. */
  readonly state: "idle" | "working" | "draining" | "ended" | "lost";
  /** Jobs in its hands. */
  readonly jobs: number;
  readonly startedAt: Date;
  readonly lastSeen: Date;
}

/** Whether a worker has given no sign for too long: SQL, of a row of `onepass.workers`. */
const isDead = "last_seen < now() - seconds_to_live * interval '1 second'";

/** Whether a worker has neither ended nor been lost: SQL, of a row of `onepass.workers`. */
export const isAlive = `state <> 'ended' and not (${isDead})`;

/** Workers, the latest first; those that ended or were lost over a day ago are left out. */
export async function readWorkers(database: Statements): Promise<WorkerRow[]> {
  return await database.rows(`
    select id, host, pid, engine, device, code_sha256 as "codeSha256", model,
      steps_per_second as "stepsPerSecond",
      case when state <> 'ended' and ${isDead} then 'lost' else state end as state,
      (select count(*)::int from onepass.running where worker = workers.id) as jobs,
      started_at as "startedAt", last_seen as "lastSeen"
    from onepass.workers
    where last_seen > now() - interval '1 day'
    order by started_at desc, id`);
}

/** A job in a worker's hands. */
export interface RunningJob {
  readonly key: string;
  readonly worker: string;
  readonly host: string;
  /** Of the group that it is of, for example "paper recipe, [e][m]×(N−1), N = 16". */
  readonly title: string;
  readonly kind: string;
  readonly model: string;
  /** From 0; more where workers were lost with it, or drained. */
  readonly attempt: number;
  /** Of a fit, null before its first announcement and for other kinds. */
  readonly steps: number | null;
  readonly lossNats: number | null;
  /** Best so far, 0…1. */
  readonly accuracy: number | null;
  /** Share done of a job of another kind, 0…1. */
  readonly share: number | null;
  readonly since: Date;
  readonly updatedAt: Date;
}

/** Jobs in hand, the longest first. */
export async function readRunning(database: Statements): Promise<RunningJob[]> {
  return await database.rows(`
    select running.key, worker, host, title, kind, groups.model, attempt, steps,
      loss_nats as "lossNats", accuracy, share, since, updated_at as "updatedAt"
    from onepass.running
    join onepass.groups using (queue)
    join onepass.workers on workers.id = running.worker
    order by since, running.key`);
}

/** A point of a running fit's loss curve. */
export interface LossPoint {
  readonly key: string;
  readonly steps: number;
  readonly lossNats: number;
  /** Best so far, 0…1. */
  readonly accuracy: number;
  readonly at: Date;
}

/** Loss curves of running fits, of all or of some keys; each by steps. Ended fits have none here. */
export async function readLosses(
  database: Statements,
  { keys, after }: {
    readonly keys?: readonly string[];
    /** Only points announced after it. */
    readonly after?: Date;
  } = {},
): Promise<LossPoint[]> {
  return await database.rows(
    `select key, steps, loss_nats as "lossNats", accuracy, at from onepass.losses
     where ($1::text[] is null or key = any($1)) and ($2::timestamptz is null or at > $2)
     order by key, steps`,
    [keys ?? null, after ?? null],
  );
}

/** A group of jobs, and how far they are. */
export interface GroupProgress {
  readonly queue: string;
  readonly submission: string;
  readonly profile: string;
  readonly model: string;
  readonly kind: string;
  readonly title: string;
  readonly engine: string;
  readonly device: string;
  readonly threads: number;
  readonly batch: number;
  readonly codeSha256: string;
  /** In the queue, not in anybody's hands. */
  readonly waiting: number;
  readonly running: number;
  /** Ended with a record, measured or wrong. */
  readonly ended: number;
  /** Ended without one, since what they rest on cannot be had. */
  readonly notRun: number;
  /** Ended in errors. */
  readonly failed: number;
  readonly cancelled: number;
  /** Fits that have to end before these jobs begin. */
  readonly restsOn: number;
}

/** Every group, in the order of submission and plan. */
export async function readProgress(database: Statements): Promise<GroupProgress[]> {
  return await database.rows(`
    select queue, submission, profile, groups.model, kind, title, engine, device, threads, batch,
      groups.code_sha256 as "codeSha256",
      coalesce(waiting, 0) as waiting, coalesce(running, 0) as running,
      coalesce(ended, 0) as ended, coalesce(not_run, 0) as "notRun",
      coalesce(failed, 0) as failed, coalesce(cancelled, 0) as cancelled,
      (select count(*) ${unendedOf("groups.queue")})::int as "restsOn"
    from onepass.groups
    join onepass.submissions on submissions.id = groups.submission
    left join (
      select name,
        count(*) filter (where state in ('created', 'retry'))::int as waiting,
        count(*) filter (where state = 'active')::int as running,
        count(*) filter (where state = 'completed' and output ? 'notRun')::int as not_run,
        count(*) filter (where state = 'completed' and not coalesce(output ? 'notRun', false))::int as ended,
        count(*) filter (where state = 'failed')::int as failed,
        count(*) filter (where state = 'cancelled')::int as cancelled
      from onepass_boss.job group by name
    ) as jobs on jobs.name = groups.queue
    order by submissions.created_at, submissions.id, place`);
}

/** Jobs that those of a group rest on and that have not ended: SQL from "from" on, of its queue. */
export function unendedOf(queue: string): string {
  return `from onepass.rests_on
    where rests_on.queue = ${queue} and exists (
      select 1 from onepass_boss.job
      where job.name = rests_on.key_queue and job.id = onepass.job_id(rests_on.key)
        and job.state < 'completed')`;
}

/** A job that has ended with a record. */
export interface EndedJob {
  readonly key: string;
  readonly queue: string;
  readonly worker: string;
  readonly attempt: number;
  readonly finishedAt: Date;
}

/**
 * Jobs with a record, in the order they came in; of those after a moment where one is given, and of
 * the minute before it: a transaction that began earlier may be seen later. Whoever asks again drops
 * the keys it has.
 */
export async function readEnded(
  database: Statements,
  { since }: { readonly since?: Date } = {},
): Promise<EndedJob[]> {
  return await database.rows(
    `select key, queue, worker, attempt, finished_at as "finishedAt" from onepass.results
     where $1::timestamptz is null or finished_at > $1::timestamptz - interval '1 minute'
     order by finished_at, key`,
    [since ?? null],
  );
}

/** Records by key, as they were written; of keys without one there is none. */
export async function readRecords(
  database: Statements,
  keys: readonly string[],
): Promise<ReadonlyMap<string, JobRecord>> {
  const rows = await database.rows<{ key: string; record: string }>(
    `select key, record from onepass.results where key = any($1)`,
    [keys],
  );
  return new Map(rows.map(({ key, record }) => {
    const { sha256: _, ...content } = JSON.parse(record);
    return [key, content as JobRecord];
  }));
}
