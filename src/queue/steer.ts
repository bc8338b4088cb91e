import type { Boss } from "./boss.ts";
import { isAlive } from "./read_queue.ts";
import type { Statements } from "./database.ts";

/** Asks workers to end: all, or those whose id begins so, or that run on a host of that name. */
export async function drain(
  database: Statements,
  { worker }: { readonly worker?: string } = {},
): Promise<number> {
  const asked = await database.rows(
    `update onepass.workers set drain = true
     where ${isAlive}
       and ($1::text is null or starts_with(id::text, $1) or host = $1) returning id`,
    [worker ?? null],
  );
  return asked.length;
}

/**
 * Takes jobs out of the queue, all of them or those of a profile, whether they wait or are in a
 * worker's hands, whose result is then refused. Jobs that have ended keep their results.
 */
export async function cancel(
  { jobs, database }: Boss,
  { profile }: { readonly profile?: string } = {},
): Promise<number> {
  const open = await database.rows<{ queue: string; ids: string[] }>(
    `select groups.queue, array_agg(job.id::text) as ids
     from onepass.groups
     join onepass_boss.job on job.name = groups.queue and job.state < 'completed'
     join onepass.submissions on submissions.id = job.data ->> 'submission'
     where $1::text is null or profile = $1
     group by groups.queue`,
    [profile ?? null],
  );
  for (const { queue, ids } of open) await jobs.cancel(queue, ids);
  return open.reduce((sum, { ids }) => sum + ids.length, 0);
}
