/** A queue for a test: a database of its own on a real server, and jobs of the small model. */
import { startBoss } from "../../src/queue/boss.ts";
import type { Boss } from "../../src/queue/boss.ts";
import type { Able, Claimed } from "../../src/queue/claim.ts";
import { freshDatabase } from "../../src/queue/fresh_database.ts";
import { openDatabase } from "../../src/queue/open_database.ts";
import { submit } from "../../src/queue/submit.ts";
import type { SubmissionPlan } from "../../src/queue/submission.ts";
import { temporaryPostgres } from "../../src/queue/temporary_postgres.ts";
import type { JobRecord } from "../../src/records/record.ts";
import type { PlannedFit } from "../../src/experiments/plan_fit.ts";
import { fitsOf } from "../harness/_small_run.ts";

/** For the name of a test that is skipped without PostgreSQL. */
export const skipped = await hasPostgres()
  ? ""
  : " (skipped: there is no PostgreSQL here, initdb and postgres are not on the PATH)";

async function hasPostgres(): Promise<boolean> {
  for (const name of ["initdb", "postgres"]) {
    const found = await Promise.all(
      (Deno.env.get("PATH") ?? "").split(":").map((folder) =>
        Deno.stat(`${folder}/${name}`).then(() => true, () => false)
      ),
    );
    if (!found.includes(true)) return false;
  }
  return true;
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
