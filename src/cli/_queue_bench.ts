import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { median } from "simple-statistics";
import { planFit } from "../experiments/plan_fit.ts";
import type { Profile } from "../harness/profile.ts";
import { codeSha256 } from "../records/code_sha256.ts";
import { milliseconds } from "../records/stopwatch.ts";
import { openStore } from "../records/store.ts";
import { startBoss } from "../queue/boss.ts";
import { claimJobs, nextGroup } from "../queue/claim.ts";
import { finishJob } from "../queue/finish_job.ts";
import { handOf } from "../queue/hand.ts";
import { startHeartbeat } from "../queue/heartbeat.ts";
import type { QueueDatabase } from "../queue/database.ts";
import { freshDatabase } from "../queue/fresh_database.ts";
import { openDatabase } from "../queue/open_database.ts";
import { submit } from "../queue/submit.ts";
import { submitProfile } from "../queue/submit_profile.ts";
import { temporaryPostgres } from "../queue/temporary_postgres.ts";
import { chosenEngine } from "./_chosen_engine.ts";
import { readyModel } from "./_ready_model.ts";
import { sendSignal, startCommand } from "./_start_command.ts";
import type { Talk } from "./_talk.ts";

/** What a queue costs, and what a second worker gains. */
export interface QueueBench {
  readonly overhead: {
    readonly jobs: number;
    /** Bytes that each leaves. */
    readonly recordBytes: number;
    readonly solutionBytes: number;
    readonly submitMilliseconds: number;
    /** From the claim on: claimed, renewed, ended with its result. */
    readonly workMilliseconds: number;
    readonly perJobMilliseconds: number;
  };
  readonly scaling: {
    readonly jobs: number;
    /** From the submission to the last result, by the number of workers of one thread. */
    readonly seconds: Readonly<Record<"one" | "two", readonly number[]>>;
    /** Median over median. */
    readonly speedup: number;
  };
}

export interface QueueBenchOptions {
  /** Jobs that do nothing. */
  readonly jobs: number;
  /** Sweeps with one worker and with two, in turn. */
  readonly repetitions: number;
  /** Fits of a sweep are of so many texts. */
  readonly texts: number;
  readonly talk: Talk;
  readonly signal: AbortSignal;
}

/** Measures both on a server of its own, which syncs to disk what it commits. */
export async function benchQueue(options: QueueBenchOptions): Promise<QueueBench> {
  await using server = await temporaryPostgres({ synced: true });
  const overhead = await measureOverhead(server.url, options);
  return { overhead, scaling: await measureScaling(server.url, options) };
}

/** What a record and a solution of a fit take, in the order of size; a long fit's samples take most. */
const sizes = { record: 20_000, solution: 8_000 };

async function measureOverhead(
  url: string,
  { jobs }: QueueBenchOptions,
): Promise<QueueBench["overhead"]> {
  await using database = await openDatabase({ url: await freshDatabase("overhead", { url }) });
  await using boss = await startBoss(database);
  const engine = {
    engine: "onnxruntime",
    device: "cpu",
    numeric: "float32",
    weights: "packed",
    batch: 8,
    threads: 1,
  } as const;
  const model = { id: "none", weightsSha256: "none", tokenizerSha256: "none" };
  const fits = Array.from(
    { length: jobs },
    (_, seed) =>
      planFit({ id: "text", source: "user", targets: [1, 2, 3] }, {
        recipe: "open",
        arrangement: "[e][m]×(N−1)",
        seed,
      }, { model, engine, codeSha256: "none" }),
  );
  const jobOf = new Map(fits.map(({ key, job }) => [key, job]));
  const profile: Profile = {
    name: "bench",
    model: "none",
    batch: 8,
    threads: 1,
    budgetSeconds: 0,
    fits: [],
    throughput: { tokens: [], repetitions: 1 },
  };
  const submission = { profile, engine, codeSha256: "none", command: "none", texts: [] };
  const begun = milliseconds();
  await submit({ submission, plan: { fits, experiments: [] } }, boss, { leaseSeconds: 60 });
  const submitMilliseconds = milliseconds() - begun;
  const worker = crypto.randomUUID();
  const facts = { host: "bench", pid: Deno.pid, ...engine, codeSha256: "none", id: worker };
  await using heartbeat = await startHeartbeat({
    boss,
    facts,
    beatSeconds: 2,
    onDrain: () => {},
    onLost: () => {},
    onError: () => {},
  });
  const able = {
    worker,
    codeSha256: "none",
    engine: engine.engine,
    device: engine.device,
    mostThreads: 1,
    model: null,
    queue: null,
    leftOut: new Set<string>(),
  };
  const solution = new Uint8Array(sizes.solution);
  const started = milliseconds();
  for (;;) {
    const group = await nextGroup(able, boss);
    if (group === null) break;
    const hand = handOf(group, await claimJobs(group, boss));
    await heartbeat.hold(hand);
    for (const job of [...hand.jobs.values()]) {
      hand.jobs.delete(job.key);
      const record = {
        key: job.key,
        job: jobOf.get(job.key)!,
        command: "none",
        warnings: [],
        outcome: "wrong",
        want: "nothing",
        got: "x".repeat(sizes.record),
      } as const;
      await finishJob({ record, solution }, { boss, worker, queue: group.queue, job });
    }
    await heartbeat.hold(null);
  }
  const workMilliseconds = milliseconds() - started;
  const [{ results }] = await database.rows<{ results: number }>(
    `select count(*)::int as results from onepass.results`,
  );
  if (results !== jobs) throw new Error(`Cannot time the queue: ${results} of ${jobs} jobs ended`);
  return {
    jobs,
    recordBytes: sizes.record,
    solutionBytes: sizes.solution,
    submitMilliseconds,
    workMilliseconds,
    perJobMilliseconds: (submitMilliseconds + workMilliseconds) / jobs,
  };
}

const seeds = [1, 11, 21, 31];

async function measureScaling(
  url: string,
  options: QueueBenchOptions,
): Promise<QueueBench["scaling"]> {
  const { repetitions, texts, talk } = options;
  const profile: Profile = {
    name: "bench",
    model: "tiny-llama",
    batch: 4,
    threads: 1,
    budgetSeconds: 0,
    fits: [{
      recipe: "open",
      arrangement: "[e][m]×(N−1)",
      source: "pg19",
      texts,
      tokens: [8],
      seeds,
    }],
    throughput: { tokens: [], repetitions: 1 },
  };
  const seconds = { one: [] as number[], two: [] as number[] };
  for (let at = 0; at < repetitions; at++) {
    for (const [name, workers] of [["one", 1], ["two", 2]] as const) {
      const db = await freshDatabase(`${name}_${at}`, { url });
      const taken = await sweep(profile, { ...options, db, workers });
      seconds[name].push(taken);
      talk.line(`${texts * seeds.length} fits, ${name} worker(s): ${taken.toFixed(2)} s`);
    }
  }
  return {
    jobs: texts * seeds.length,
    seconds,
    speedup: median(seconds.one) / median(seconds.two),
  };
}

/** Seconds from the submission to the last result, workers waiting for it. */
async function sweep(
  profile: Profile,
  { db, workers, talk, signal }: QueueBenchOptions & {
    readonly db: string;
    readonly workers: number;
  },
): Promise<number> {
  const folder = await Deno.makeTempDir({ prefix: "onepass-bench-" });
  await using database = await openDatabase({ url: db });
  await using boss = await startBoss(database);
  const args = ["--db", db, "--out", join(folder, "run")];
  const crew = Array.from(
    { length: workers },
    () => startCommand("worker", { args, stderr: "null" }),
  );
  try {
    await until(`(select count(*) from onepass.workers) = ${workers}`, { database, signal });
    // Its first look at an empty queue.
    await sleep(500);
    const store = await openStore(join(folder, "submitted", "store"));
    const start = milliseconds();
    const { added } = await submitProfile(profile, {
      boss,
      codeSha256: await codeSha256(),
      command: "deno task queue bench",
      store,
      leaseSeconds: 60,
      signal,
      prepare: async (model) => {
        const found = await readyModel(model, { talk, signal });
        return { ...found, engine: await chosenEngine({}, { ready: found.ready, threads: 1 }) };
      },
    });
    await until(`(select count(*) from onepass.results) = ${added}`, { database, signal });
    return (milliseconds() - start) / 1000;
  } finally {
    for (const worker of crew) sendSignal(worker, "SIGTERM");
    await Promise.all(crew.map(({ status }) => status));
    await Deno.remove(folder, { recursive: true });
  }
}

/** Waits until the database says so. */
async function until(
  condition: string,
  { database, signal }: {
    readonly database: QueueDatabase;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  for (;;) {
    const [{ holds }] = await database.rows<{ holds: boolean }>(`select ${condition} as holds`);
    if (holds) return;
    await sleep(20, undefined, { signal });
  }
}
