import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Stream, stream } from "../random/mod.ts";
import { litterIn, removeLitter } from "../records/store_care/clean_store.ts";
import type { QueueDatabase } from "../queue/database.ts";
import { freshDatabase } from "../queue/fresh_database.ts";
import { openDatabase } from "../queue/open_database.ts";
import { readProgress } from "../queue/read_queue.ts";
import { temporaryPostgres } from "../queue/temporary_postgres.ts";
import { sendSignal, startCommand } from "./_start_command.ts";
import { storesDiffer } from "./_stores_differ.ts";

export interface QueueChaosOptions {
  readonly rounds: number;
  readonly seed: number;
  readonly workers: number;
  /** Harm done a round: workers killed, or frozen past their leases. */
  readonly harms: number;
  /** Of profile smoke. */
  readonly experiments: string;
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly onLine: (line: string) => void;
}

/** What rounds of chaos came to. */
export interface QueueChaos {
  readonly rounds: number;
  readonly jobs: number;
  readonly killed: number;
  readonly frozen: number;
  /** Results of frozen workers that came too late and were refused. */
  readonly refused: number;
  /** Files that dead writers left in stores; they were removed. */
  readonly orphans: number;
  /** What sets stores or queues apart from an undisturbed run's; none of it should be. */
  readonly findings: readonly string[];
}

/** As short as a lease gets: what dead workers had is taken over soon. */
const leaseSeconds = 2;

/** A worker that is held up for so long has lost its jobs. */
const freezeSeconds = leaseSeconds + 2;

/**
 * Submits a sweep round by round to a queue of its own, and has workers do it that are killed, with
 * no warning, or held up past their leases, at moments that the seed says. Each round's store has to
 * be that of an undisturbed worker, to the bit.
 */
export async function queueChaos(options: QueueChaosOptions): Promise<QueueChaos> {
  const { rounds, seed, folder, signal, onLine } = options;
  await using server = await temporaryPostgres();
  const undisturbed = join(folder, "undisturbed");
  const { jobs: had } = await round("undisturbed", { ...options, server, out: undisturbed });
  const sum = { jobs: 0, killed: 0, frozen: 0, refused: 0, orphans: 0 };
  const findings: string[] = [];
  for (let at = 0; at < rounds; at++) {
    signal.throwIfAborted();
    const out = join(folder, `round-${at}`);
    const random = stream(seed, "chaos", at);
    const ended = await round(`round_${at}`, { ...options, server, out, random });
    for (const name of ["jobs", "killed", "frozen", "refused", "orphans"] as const) {
      sum[name] += ended[name];
    }
    if (ended.jobs !== had) findings.push(`round ${at}: ${ended.jobs} jobs ended, want ${had}`);
    const differences = await storesDiffer(out, undisturbed);
    findings.push(...[...ended.findings, ...differences].map((one) => `round ${at}: ${one}`));
    onLine(
      `Round ${at + 1} of ${rounds}: ${ended.jobs} jobs; killed ${ended.killed}, frozen ` +
        `${ended.frozen}; ${ended.refused} late results refused, ${ended.orphans} orphans; ${
          ended.findings.length + differences.length
        } findings`,
    );
    // What is wrong is kept for whoever looks into it.
    if (findings.length === 0) await Deno.remove(out, { recursive: true });
  }
  return { rounds, ...sum, findings };
}

interface RoundOptions extends QueueChaosOptions {
  readonly server: { readonly url: string };
  readonly out: string;
  /** Nothing is harmed without. */
  readonly random?: Stream;
}

type Round = Omit<QueueChaos, "rounds">;

async function round(name: string, options: RoundOptions): Promise<Round> {
  const { server, out, random, workers, experiments } = options;
  const db = await freshDatabase(name, server);
  await command("queue", [
    "submit",
    ...["--profile", "smoke", "--experiments", experiments, "--threads", "1"],
    ...["--lease", String(leaseSeconds), "--db", db, "--out", out],
  ]);
  const crew = Array.from({ length: random === undefined ? 1 : workers }, () => hire(db, out));
  let harmed = none;
  let said: string[];
  try {
    if (random !== undefined) harmed = await harm(crew, { ...options, db, random });
    said = await Promise.all(crew.map(({ left }) => left));
  } finally {
    // Of a round cut short: one that is frozen would stay so.
    for (const worker of crew) worker.kill("SIGKILL");
  }
  // Nobody is at work any more, so that nothing has to rest for an hour first.
  const orphans = await litterIn(join(out, "store"), { restSeconds: 0 });
  await removeLitter(orphans);
  await using database = await openDatabase({ url: db });
  return {
    ...harmed,
    orphans: orphans.length,
    refused: said.join("").split("\n").filter((line) => line.startsWith("Not taken")).length,
    ...await counted(database),
  };
}

const none = { killed: 0, frozen: 0 };

/** From when somebody has jobs in hand to the next harm, milliseconds: a quick sweep has ended in seconds. */
const mostPause = 400;

/** Kills and freezes workers one after another, and hires one for each that is dead. */
async function harm(
  crew: Worker[],
  { db, out, random, harms, signal }: RoundOptions & {
    readonly db: string;
    readonly random: Stream;
  },
): Promise<Pick<Round, "killed" | "frozen">> {
  const sum = { ...none };
  await using database = await openDatabase({ url: db });
  for (let at = 0; at < harms; at++) {
    await working(database, crew);
    await sleep(mostPause * random.uniform(), undefined, { signal });
    const alive = crew.filter(({ ended }) => !ended());
    if (alive.length === 0) break;
    const victim = alive[random.integer(alive.length)];
    if (random.uniform() < 0.25) {
      victim.kill("SIGSTOP");
      sum.frozen++;
      // The next harm does not wait for it.
      void sleep(1000 * freezeSeconds).then(() => victim.kill("SIGCONT"));
      continue;
    }
    victim.kill("SIGKILL");
    await victim.left;
    sum.killed++;
    crew.push(hire(db, out));
  }
  return sum;
}

/** Waits until somebody has jobs in hand, or all have left. */
async function working(
  database: QueueDatabase,
  crew: readonly Worker[],
): Promise<void> {
  while (crew.some(({ ended }) => !ended())) {
    const [{ jobs }] = await database.rows<{ jobs: number }>(
      `select count(*)::int as jobs from onepass_boss.job where state = 'active'`,
    );
    if (jobs > 0) return;
    await sleep(50);
  }
}

/** A worker's process. */
interface Worker {
  readonly ended: () => boolean;
  /** All that it has said, once it has left. */
  readonly left: Promise<string>;
  kill(signal: Deno.Signal): void;
}

function hire(db: string, out: string): Worker {
  const child = startCommand("worker", { args: ["--db", db, "--out", out, "--until-empty"] });
  let ended = false;
  const left = child.output().then(({ stderr }) => {
    ended = true;
    return new TextDecoder().decode(stderr);
  });
  return {
    left,
    ended: () => ended,
    kill: (signal) => sendSignal(child, signal),
  };
}

async function command(name: string, args: readonly string[]): Promise<void> {
  const { success, stderr } = await startCommand(name, { args }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr).trim());
}

/** Each job once: complete in pg-boss, and one result. */
async function counted(
  database: QueueDatabase,
): Promise<Pick<Round, "jobs" | "findings">> {
  const groups = await readProgress(database);
  const [{ results, twice, running }] = await database.rows<
    { results: number; twice: number; running: number }
  >(
    `select (select count(*)::int from onepass.results) as results,
       (select count(*)::int from onepass.results) -
         (select count(distinct key)::int from onepass.results) as twice,
       (select count(*)::int from onepass.running) as running`,
  );
  const findings = groups.flatMap((group) => {
    const { title, waiting, running, notRun, failed, cancelled } = group;
    const left = Object.entries({ waiting, running, notRun, failed, cancelled });
    return left.filter(([, jobs]) => jobs > 0).map(([state, jobs]) => `${title}: ${jobs} ${state}`);
  });
  const ended = groups.reduce((sum, group) => sum + group.ended, 0);
  if (results !== ended) findings.push(`${results} results of ${ended} jobs that are complete`);
  if (twice > 0) findings.push(`${twice} results came in twice`);
  if (running > 0) findings.push(`${running} jobs are still said to be in hand`);
  return { jobs: ended, findings };
}
