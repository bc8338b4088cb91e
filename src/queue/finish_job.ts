import { sha256 } from "../records/canonical.ts";
import { recordText } from "../records/kept_files.ts";
import type { JobRecord } from "../records/record.ts";
import type { Boss } from "./boss.ts";
import type { Claimed } from "./claim.ts";
import type { Statements } from "./database.ts";
import { persistently } from "./persistently.ts";

/** Who says something of a job, and of which. */
export interface InHand {
  readonly worker: string;
  readonly queue: string;
  readonly job: Claimed;
}

/** What a job leaves, as the files of a store have it. */
export interface Leaves {
  readonly record: JobRecord;
  /** The solution's file; null for jobs without. */
  readonly solution: Uint8Array | null;
}

/**
 * What became of a result: taken, or refused since the job is not in this attempt's hands any more.
 * `elsewhere` says whether another attempt has ended it, and whether with the same solution.
 */
export type Finished =
  | { readonly taken: true }
  | { readonly taken: false; readonly elsewhere: "not yet" | "the same" | "another" };

/** The job is not this attempt's any more: nothing is written. */
class Fenced extends Error {
  override readonly name = "Fenced";
}

/**
 * Ends a job with what it leaves, in one transaction: either both the result is there and the job is
 * complete, or neither. A late attempt, whose lease has ended, is refused.
 */
export async function finishJob(
  { record, solution }: Leaves,
  { boss, ...hand }: InHand & { readonly boss: Boss },
): Promise<Finished> {
  const { worker, queue, job } = hand;
  const text = recordText(record);
  const solutionSha256 = solution === null ? null : sha256(solution);
  const settled = await settle({ ...hand, boss }, {
    settle: (db) => boss.jobs.complete(queue, job, null, { db }),
    also: {
      text: `insert into onepass.results
          (key, worker, queue, attempt, record, solution, solution_sha256)
        values ($1, $2, $3, $4, $5, $6, $7) on conflict (key) do nothing`,
      values: [queue, job.retryCount, text, solution, solutionSha256],
    },
  });
  if (settled) return { taken: true };
  const [had] = await boss.database.rows<{ worker: string; attempt: number; sha: string | null }>(
    `select worker, attempt, solution_sha256 as sha from onepass.results where key = $1`,
    [job.key],
  );
  if (had === undefined) return { taken: false, elsewhere: "not yet" };
  // The connection may have broken after the commit and before the word of it.
  if (had.worker === worker && had.attempt === job.retryCount) return { taken: true };
  return { taken: false, elsewhere: had.sha === solutionSha256 ? "the same" : "another" };
}

/** Ends a job that cannot be begun; `reason` says what is missing. */
export async function endNotRun(
  reason: string,
  { boss, ...hand }: InHand & { readonly boss: Boss },
): Promise<boolean> {
  return await settle({ ...hand, boss }, {
    settle: (db) => boss.jobs.complete(hand.queue, hand.job, { notRun: reason }, { db }),
  });
}

/** Gives a job back: it waits again, for anybody. */
export async function giveBack(
  why: string,
  { boss, ...hand }: InHand & { readonly boss: Boss },
): Promise<boolean> {
  return await settle({ ...hand, boss }, {
    settle: (db) => boss.jobs.fail(hand.queue, hand.job, { givenBack: why }, { db }),
  });
}

/** As often a job may end in an error: what depends on the machine shows on another by then. */
const mostErrors = 3;

/** Writes an error down and gives the job back, or, where it is one too many, ends it as failed. */
export async function failJob(
  message: string,
  { boss, ...hand }: InHand & { readonly boss: Boss },
): Promise<boolean> {
  const { worker, queue, job } = hand;
  return await settle({ ...hand, boss }, {
    before: async (inside) => {
      await inside.rows(`insert into onepass.errors (key, worker, message) values ($1, $2, $3)`, [
        job.key,
        worker,
        message,
      ]);
      // pg-boss counts lost workers as well, and lets a caller end no job for good.
      await inside.rows(
        `update onepass_boss.job set retry_limit = retry_count
         where name = $1 and id = $2 and state = 'active' and retry_count = $3
           and (select count(*) from onepass.errors where key = $4) >= $5`,
        [queue, job.id, job.retryCount, job.key, mostErrors],
      );
    },
    settle: (db) => boss.jobs.fail(queue, job, { error: message }, { db }),
  });
}

/**
 * Says something of a job that ends this attempt at it, and whatever goes with that, in one
 * transaction. False where the job is not this attempt's any more.
 */
async function settle(
  { boss: { database }, worker, job }: InHand & { readonly boss: Boss },
  { before, settle, also = { text: "select 1", values: [] } }: {
    readonly before?: (inside: Statements) => Promise<void>;
    readonly settle: (inside: Statements) => Promise<object>;
    /** A statement whose first values are the key and the worker. */
    readonly also?: { readonly text: string; readonly values: readonly unknown[] };
  },
): Promise<boolean> {
  try {
    await persistently(() =>
      database.transaction(async (inside) => {
        await before?.(inside);
        // Of what pg-boss answers its types have nothing.
        const { affected } = await settle(inside) as { affected?: number };
        if (affected !== 1) throw new Fenced();
        // One statement: what a job costs the queue is round trips.
        await inside.rows(
          `with ended as (delete from onepass.running where key = $1 and worker = $2 returning key),
             unseen as (delete from onepass.losses where key in (select key from ended))
           ${also.text}`,
          [job.key, worker, ...also.values],
        );
      })
    );
    return true;
  } catch (error) {
    if (error instanceof Fenced) return false;
    throw error;
  }
}
