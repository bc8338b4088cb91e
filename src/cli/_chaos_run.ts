import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Stream, stream } from "../random/mod.ts";
import { absent } from "../records/kept_files.ts";
import type { JobRecord } from "../records/record.ts";
import { sha256 } from "../records/canonical.ts";
import { milliseconds } from "../records/stopwatch.ts";
import { litterIn, removeLitter } from "../records/store_care/clean_store.ts";
import { storeFiles } from "../records/store_care/store_files.ts";
import { sendSignal, startCommand } from "./_start_command.ts";
import { storesDiffer } from "./_stores_differ.ts";

export interface RunChaosOptions {
  readonly rounds: number;
  readonly seed: number;
  /** Times a round's run is killed before it is left to end. */
  readonly kills: number;
  /** Of profile smoke. */
  readonly experiments: string;
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly onLine: (line: string) => void;
}

/** What rounds of chaos came to. */
export interface RunChaos {
  readonly rounds: number;
  /** Of one round; each has as many. */
  readonly jobs: number;
  readonly killed: number;
  /** Runs that ended before they were to be killed. */
  readonly ended: number;
  /** Checkpoints that kills left, to be gone on from. */
  readonly checkpoints: number;
  /** Files that kills left half-written, or of nobody. */
  readonly litter: number;
  /** What sets runs apart from an undisturbed one; none of it should be. */
  readonly findings: readonly string[];
}

/** Kills once fits have begun; the others come while the run still opens. */
const atWork = 0.75;

/**
 * Runs a sweep round by round, kills it with no warning at moments that the seed says, and runs it
 * again until it ends. Each round's store has to be that of an undisturbed run, to the bit, and no
 * record may have been written twice.
 *
 *     start ─► some of the lines that the undisturbed run told ─► a moment ─► kill -9 ─► start … ─► ends by itself
 *
 * Lines and not seconds, so that a busy machine is killed where an idle one is.
 */
export async function runChaos(options: RunChaosOptions): Promise<RunChaos> {
  const { rounds, seed, folder, signal, onLine } = options;
  const undisturbed = join(folder, "undisturbed");
  const whole = await lifeOf(undisturbed, options);
  if (!whole.success) throw new Error(whole.stderr.trim());
  const results = await resultsIn(undisturbed);
  const undone = results.filter(({ outcome }) => outcome !== "measured").length;
  if (undone > 0) throw new Error(`Cannot compare runs: ${undone} jobs have no result undisturbed`);
  const jobs = results.length;
  const sum = { killed: 0, ended: 0, checkpoints: 0, litter: 0 };
  const findings: string[] = [];
  for (let at = 0; at < rounds; at++) {
    signal.throwIfAborted();
    const out = join(folder, `round-${at}`);
    const random = stream(seed, "chaos", at);
    const ended = await round(out, { ...options, random, whole, jobs });
    for (const name of ["killed", "ended", "checkpoints", "litter"] as const) {
      sum[name] += ended[name];
    }
    const found = [...ended.findings, ...await storesDiffer(out, undisturbed)];
    const keys = (await resultsIn(out)).map(({ key }) => key);
    if (keys.length !== jobs || new Set(keys).size !== jobs) {
      found.push(`results.jsonl has ${keys.length} jobs, want ${jobs}, each once`);
    }
    findings.push(...found.map((one) => `round ${at}: ${one}`));
    onLine(
      `Round ${at + 1} of ${rounds}: ${jobs} jobs; killed ${ended.killed} times, ` +
        `${ended.checkpoints} checkpoints gone on from; ${found.length} findings`,
    );
    // What is wrong is kept for whoever looks into it.
    if (findings.length === 0) await Deno.remove(out, { recursive: true });
  }
  return { rounds, jobs, ...sum, findings };
}

interface RoundOptions extends RunChaosOptions {
  readonly random: Stream;
  /** The undisturbed run, and how many jobs it has. */
  readonly whole: Life;
  readonly jobs: number;
}

async function round(
  out: string,
  options: RoundOptions,
): Promise<Omit<RunChaos, "rounds" | "jobs">> {
  const { kills, random, whole, jobs } = options;
  const sum = { killed: 0, ended: 0, checkpoints: 0 };
  const findings: string[] = [];
  let kept: ReadonlyMap<string, string> = new Map();
  for (let at = 0; at < kills; at++) {
    const { killed, success, stderr } = await lifeOf(out, {
      ...options,
      kill: killMoment(whole, { random, left: 1 - kept.size / jobs }),
    });
    if (!killed && !success) findings.push(`a run failed: ${stderr.trim()}`);
    sum[killed ? "killed" : "ended"]++;
    sum.checkpoints += await checkpointsIn(out);
    findings.push(...await changed(out, kept));
    kept = await recordsIn(out);
  }
  const last = await lifeOf(out, options);
  if (!last.success) findings.push(`the last run failed: ${last.stderr.trim()}`);
  findings.push(...await changed(out, kept));
  // Nobody is at work any more, so that nothing has to rest for an hour first.
  const litter = await litterIn(join(out, "store"), { restSeconds: 0 });
  await removeLitter(litter);
  return { ...sum, litter: litter.length, findings };
}

/** When a run is killed: so many milliseconds after it has told so many lines. */
interface KillMoment {
  readonly lines: number;
  readonly milliseconds: number;
}

interface Life {
  readonly killed: boolean;
  readonly success: boolean;
  readonly stderr: string;
  readonly milliseconds: number;
}

/** A moment of a run that has this share of its jobs left. */
function killMoment(
  { stderr, milliseconds }: Life,
  { random, left }: { readonly random: Stream; readonly left: number },
): KillMoment {
  const lines = stderr.split("\n");
  const opening = lines.findIndex((line) => line.includes("compiling"));
  const working = Math.ceil(left * (lines.length - opening));
  const told = random.uniform() < atWork
    ? opening + random.integer(Math.max(1, working))
    : random.integer(opening + 1);
  return { lines: told, milliseconds: 2 * random.uniform() * milliseconds / lines.length };
}

/** A process that runs the sweep, to its end or until it is killed. */
async function lifeOf(
  out: string,
  { experiments, signal, kill }: RunChaosOptions & { readonly kill?: KillMoment },
): Promise<Life> {
  const start = milliseconds();
  const child = startCommand("reproduce", {
    args: [
      ...["--profile", "smoke", "--experiments", experiments, "--checkpoint", "0.1"],
      // A busy machine is no reason to leave jobs undone.
      ...["--budget", "1000h", "--out", out],
    ],
    signal,
  });
  let killing: Promise<void> | undefined;
  const killIn = async (wait: number) => {
    await sleep(wait);
    sendSignal(child, "SIGKILL");
  };
  let stderr = "";
  for await (const chunk of child.stderr.pipeThrough(new TextDecoderStream())) {
    stderr += chunk;
    if (kill === undefined || stderr.split("\n").length <= kill.lines) continue;
    killing ??= killIn(kill.milliseconds);
  }
  await killing;
  const { success, signal: by } = await child.status;
  return { killed: by === "SIGKILL", success, stderr, milliseconds: milliseconds() - start };
}

/** The run's results, as its report has them. */
async function resultsIn(out: string): Promise<JobRecord[]> {
  const text = await Deno.readTextFile(join(out, "results.jsonl")).catch(absent);
  return (text ?? "").split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
}

async function checkpointsIn(out: string): Promise<number> {
  const { files } = await storeFiles(join(out, "store"));
  return files.filter(({ kind }) => kind === "checkpoints").length;
}

/** The sha256 of every record, by path. */
async function recordsIn(out: string): Promise<ReadonlyMap<string, string>> {
  const { files } = await storeFiles(join(out, "store"));
  const records = files.filter(({ kind }) => kind === "records");
  return new Map(
    await Promise.all(
      records.map(async ({ path }) => [path, sha256(await Deno.readTextFile(path))] as const),
    ),
  );
}

/** A record that is written again has other times, if nothing else. */
async function changed(out: string, before: ReadonlyMap<string, string>): Promise<string[]> {
  const now = await recordsIn(out);
  return [...before].flatMap(([path, hash]) =>
    now.get(path) === hash
      ? []
      : [`${path}: ${now.has(path) ? "measured again" : "gone"}, though it was whole`]
  );
}
