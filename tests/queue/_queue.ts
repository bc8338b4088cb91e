/** A queue for a test: a database of its own on a real server, and jobs of the small model. */
import { startBoss } from "../../src/queue/boss.ts";
import type { Boss } from "../../src/queue/boss.ts";
import { type Able, type Claimed, claimJobs, nextGroup } from "../../src/queue/claim.ts";
import type { QueueDatabase } from "../../src/queue/database.ts";
import { freshDatabase } from "../../src/queue/fresh_database.ts";
import { openDatabase } from "../../src/queue/open_database.ts";
import { runFits } from "../../src/harness/run_fits.ts";
import { submit } from "../../src/queue/submit.ts";
import type { SubmissionPlan } from "../../src/queue/submission.ts";
import { programNamed, temporaryPostgres } from "../../src/queue/temporary_postgres.ts";
import type { JobRecord } from "../../src/records/record.ts";
import type { PlannedFit } from "../../src/experiments/plan_fit.ts";
import { fitsOf, openSmallSession, runOptions } from "../harness/_small_run.ts";

/** For the name of a test that is skipped without PostgreSQL. */
const skipped = await Promise.all(["initdb", "postgres"].map(programNamed)).then(
  () => "",
  () => " (skipped: there is no PostgreSQL here, initdb and postgres are not on the PATH)",
);

/** A test that wants PostgreSQL, and says so where it is skipped. */
export function test(name: string, run: () => Promise<void>): void {
  Deno.test({ name: name + skipped, ignore: skipped !== "", fn: run });
}

/** One server for all tests of a file; each has a database of its own. */
export function serverForTests() {
  let server: ReturnType<typeof temporaryPostgres> | undefined;
  let databases = 0;
  return {
    async freshUrl(): Promise<string> {
      server ??= temporaryPostgres();
      return await freshDatabase(`test_${databases++}`, await server);
    },
    async stop(): Promise<void> {
      await (await server)?.[Symbol.asyncDispose]();
    },
  };
}

/** pg-boss on a new database; looks for lost leases only when it is asked to. */
export async function bossAt(url: string): Promise<Boss> {
  const database = await openDatabase({ url });
  const boss = await startBoss(database);
  return {
    ...boss,
    async [Symbol.asyncDispose]() {
      await boss[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

export const submission = {
  profile: {
    name: "test",
    model: "small",
    batch: 2,
    threads: 1,
    budgetSeconds: 0,
    fits: [],
    throughput: { tokens: [], repetitions: 1 },
  },
  engine: {
    engine: "onnxruntime",
    device: "cpu",
    numeric: "float32",
    weights: "mapped",
    batch: 2,
    threads: 1,
  },
  codeSha256: "code",
  command: "a test",
  texts: [],
} as const;

export const texts = ["one", "two", "six", "ten", "cat", "dog", "owl"];

/** Fits of texts of one length: one group. */
export function planOf(
  fits: readonly PlannedFit[] = fitsOf(texts),
  experiments: SubmissionPlan["experiments"] = [],
): SubmissionPlan {
  return { fits, experiments };
}

export async function submitted(boss: Boss, plan = planOf()) {
  return await submit({ submission, plan }, boss, { leaseSeconds: 60 });
}

export function able(changes: Partial<Able> = {}): Able {
  return {
    worker: crypto.randomUUID(),
    codeSha256: "code",
    engine: "onnxruntime",
    device: "cpu",
    mostThreads: 8,
    model: null,
    queue: null,
    leftOut: new Set(),
    ...changes,
  };
}

/** A record of a job that says little. */
export function recordOf({ key }: Pick<Claimed, "key">, fits = fitsOf(texts)): JobRecord {
  const { job } = fits.find((fit) => fit.key === key)!;
  return {
    key,
    job,
    command: "a test",
    warnings: [],
    outcome: "wrong",
    want: "3 right tokens, as the fit scored",
    got: "2 from the forward-only graph",
  };
}

/** Records of fits that have run in a folder without the queue. */
export async function ranIn(folder: string, fits: readonly PlannedFit[]) {
  using session = await openSmallSession();
  const { onEvent: _, ...options } = await runOptions(folder, {
    openSession: () => Promise.resolve(session),
  });
  return await runFits(fits, options);
}

/** Ends the leases of all jobs in hand, as if their workers had given no sign for an hour. */
export async function endLeases({ jobs, database }: Boss): Promise<void> {
  await database.rows(
    `update onepass_boss.job set heartbeat_on = now() - interval '1 hour' where state = 'active'`,
  );
  await database.rows(`update onepass_boss.queue set monitor_on = null, monitor_claim_on = null`);
  await jobs.supervise();
}

/** Jobs by state. */
export async function states({ database }: Boss): Promise<Record<string, number>> {
  const rows = await database.rows<{ state: string; jobs: number }>(
    `select state::text, count(*)::int as jobs from onepass_boss.job group by state`,
  );
  return Object.fromEntries(rows.map(({ state, jobs }) => [state, jobs]));
}

/** Jobs of the next group, in this test's hands. */
export async function claimed(boss: Boss) {
  const group = (await nextGroup(able(), boss))!;
  return { group, jobs: await claimJobs(group, boss) };
}

/** What a worker says of itself. */
export function facts(id: string) {
  return {
    id,
    host: "here",
    pid: 1,
    engine: "onnxruntime",
    device: "cpu",
    codeSha256: "code",
  };
}

/** Waits until a heartbeat has gone round so often. */
export async function beats(
  { database }: { database: QueueDatabase },
  count: number,
) {
  for (let at = 0; at < count; at++) {
    const seen = await lastSeen(database);
    while (await lastSeen(database) === seen) await new Promise((end) => setTimeout(end, 10));
  }
}

async function lastSeen(database: QueueDatabase): Promise<string> {
  const [{ seen }] = await database.rows<{ seen: string }>(
    `select max(last_seen)::text as seen from onepass.workers`,
  );
  return seen;
}
