import { shardAt } from "../shard.ts";
import { type Machines, type Simulated, simulateWorkers } from "./simulate_workers.ts";
import { chainSeconds, shareSeconds, type SimulatedJob } from "./simulated_job.ts";

/** How jobs come to machines: a share each by the job's key, or from a queue that all ask. */
export type Sharing = "shards" | "queue";

export interface SimulateOptions
  extends Pick<Machines, "loadSeconds" | "compileSeconds" | "checkpointSeconds"> {
  readonly gpus: readonly number[];
  /** Of a machine, between its deaths. */
  readonly meanSecondsToDeath: number;
  /** Between a death and the machine's return. */
  readonly restartSeconds: number;
  readonly seed: number;
}

/** One number of GPUs, shared in one way. */
export interface SimulatedRow {
  readonly gpus: number;
  readonly sharing: Sharing;
  readonly makespanSeconds: number;
  /** Where no machine dies. */
  readonly undisturbedSeconds: number;
  /** Work with all places filled over what the GPUs were held; 1 where nothing was idle or lost. */
  readonly efficiency: number;
  /** What the GPUs were held for, shares of 1. */
  readonly held: Readonly<Record<HeldFor, number>>;
  readonly loads: number;
  readonly deaths: number;
  /** What keeps it from being faster. */
  readonly bound: Exclude<HeldFor, "work"> | "longest job" | "work";
}

/** What a GPU is held for. */
export type HeldFor = "work" | "empty places" | "opening" | "deaths" | "idle";

export interface ClusterSimulation {
  readonly jobs: number;
  /** Of all jobs with all places filled: one GPU's time, were it to lose none. */
  readonly workSeconds: number;
  /** The longest job that is computed, alone: no number of GPUs makes it shorter. */
  readonly longest: SimulatedJob;
  readonly longestSeconds: number;
  /** The longest that goes on from a checkpoint. */
  readonly longestResumed: SimulatedJob | null;
  /** So many GPUs would do the work in the time of the longest job; more have nothing to do. */
  readonly gpusAtMost: number;
  /** Jobs left out: without a checkpoint, they would want more tries than anyone gives them. */
  readonly neverEnd: readonly SimulatedJob[];
  readonly rows: readonly SimulatedRow[];
}

/** A job that outlasts so many machines' lives is begun e⁷ times, over a thousand. */
const mostLives = 7;

/** From this share of the time on, something is what keeps the run from being faster. */
const telling = 0.1;

/**
 * Runs jobs in simulated time on each number of GPUs, both ways.
 *
 * @throws RangeError where there is nothing to run
 */
export function simulateCluster(
  all: readonly SimulatedJob[],
  options: SimulateOptions,
): ClusterSimulation {
  const lasting = options.meanSecondsToDeath * mostLives;
  const isEndless = (job: SimulatedJob) => !job.resumes && chainSeconds(job) > lasting;
  const jobs = all.filter((job) => !isEndless(job));
  if (jobs.length === 0) throw new RangeError("Cannot simulate a run of no jobs");
  const longest = longestOf(jobs)!;
  const workSeconds = jobs.reduce((sum, job) => sum + shareSeconds(job), 0);
  const setting = { ...options, longestSeconds: chainSeconds(longest) };
  return {
    jobs: jobs.length,
    workSeconds,
    longest,
    longestSeconds: setting.longestSeconds,
    longestResumed: longestOf(jobs.filter(({ resumes }) => resumes)),
    gpusAtMost: Math.max(1, Math.floor(workSeconds / setting.longestSeconds)),
    neverEnd: all.filter(isEndless),
    rows: options.gpus.flatMap((gpus) =>
      (["shards", "queue"] as const).map((sharing) => rowOf(jobs, { ...setting, gpus, sharing }))
    ),
  };
}

/** The job that takes longest alone; null without any. */
export function longestOf(jobs: readonly SimulatedJob[]): SimulatedJob | null {
  return jobs.reduce<SimulatedJob | null>(
    (most, job) => most === null || chainSeconds(job) > chainSeconds(most) ? job : most,
    null,
  );
}

interface RowOptions extends Omit<SimulateOptions, "gpus"> {
  readonly gpus: number;
  readonly sharing: Sharing;
  readonly longestSeconds: number;
}

function rowOf(jobs: readonly SimulatedJob[], options: RowOptions): SimulatedRow {
  const { gpus, sharing, seed, meanSecondsToDeath: meanSeconds, restartSeconds } = options;
  const run = sharing === "shards" ? inShards : fromQueue;
  const undisturbed = run(jobs, options);
  const disturbed = run(jobs, { ...options, deaths: { meanSeconds, restartSeconds, seed } });
  const { makespanSeconds, workSeconds, emptySeconds, openSeconds } = disturbed;
  const heldSeconds = gpus * makespanSeconds;
  const deathSeconds = disturbed.againSeconds + disturbed.downSeconds;
  const used = workSeconds + emptySeconds + openSeconds + deathSeconds;
  const held = {
    work: workSeconds / heldSeconds,
    "empty places": emptySeconds / heldSeconds,
    opening: openSeconds / heldSeconds,
    deaths: deathSeconds / heldSeconds,
    idle: Math.max(0, 1 - used / heldSeconds),
  };
  return {
    gpus,
    sharing,
    makespanSeconds,
    undisturbedSeconds: undisturbed.makespanSeconds,
    efficiency: held.work,
    held,
    loads: disturbed.loads,
    deaths: disturbed.deaths,
    bound: boundOf(held, options.longestSeconds / undisturbed.makespanSeconds),
  };
}

/** `longestShare` of the undisturbed run is the longest job's. */
function boundOf(
  { work: _, ...lost }: SimulatedRow["held"],
  longestShare: number,
): SimulatedRow["bound"] {
  if (longestShare > 1 - telling) return "longest job";
  const [[most, share]] = Object.entries(lost).toSorted(([, a], [, b]) => b - a);
  return share > telling ? most as HeldFor : "work";
}

interface SharedOptions extends RowOptions {
  readonly deaths?: Machines["deaths"];
}

function fromQueue(jobs: readonly SimulatedJob[], options: SharedOptions): Simulated {
  return simulateWorkers(jobs, { ...options, workers: options.gpus, order: "affinity" });
}

/**
 * As the array job does it: each machine its own jobs in the plan's order; when all have ended, the
 * same again for jobs that rest on fits of others.
 */
function inShards(jobs: readonly SimulatedJob[], options: SharedOptions): Simulated {
  const rounds = [false, true].map((rests, round) => {
    const own = jobs.filter(({ restsOnFits }) => restsOnFits === rests);
    const shards = Map.groupBy(own, ({ key }) => shardAt(key, options.gpus));
    const ended = [...shards].map(([shard, jobs]) =>
      simulateWorkers(jobs, {
        ...options,
        workers: 1,
        order: "plan",
        deaths: options.deaths && { ...options.deaths, index: 2 * shard + round },
      })
    );
    return total(ended, (seconds) => Math.max(0, ...seconds));
  });
  return total(rounds, (seconds) => seconds.reduce((a, b) => a + b));
}

function total(
  of: readonly Simulated[],
  makespan: (seconds: readonly number[]) => number,
): Simulated {
  const sum = (read: (one: Simulated) => number) => of.reduce((all, one) => all + read(one), 0);
  return {
    makespanSeconds: makespan(of.map(({ makespanSeconds }) => makespanSeconds)),
    workSeconds: sum(({ workSeconds }) => workSeconds),
    emptySeconds: sum(({ emptySeconds }) => emptySeconds),
    openSeconds: sum(({ openSeconds }) => openSeconds),
    againSeconds: sum(({ againSeconds }) => againSeconds),
    downSeconds: sum(({ downSeconds }) => downSeconds),
    loads: sum(({ loads }) => loads),
    deaths: sum(({ deaths }) => deaths),
  };
}
