import type { ClusterSimulation, SimulatedRow } from "../harness/cluster/simulate_cluster.ts";
import { chainSeconds, type SimulatedJob } from "../harness/cluster/simulated_job.ts";
import { table } from "./_columns.ts";
import { duration } from "./_duration.ts";

const head = [
  "GPUs",
  "from",
  "takes",
  "without deaths",
  "times one GPU",
  "efficiency",
  "empty places",
  "opening",
  "deaths",
  "idle",
  "loads",
  "held back by",
];

/** A simulation as text: a line a run, then what bounds them all. */
export function simulationTable(simulation: ClusterSimulation): string {
  const { rows, jobs, workSeconds, longest, longestResumed, gpusAtMost, neverEnd } = simulation;
  const hours = (workSeconds / 3600).toLocaleString("en", { maximumSignificantDigits: 3 });
  const lines = [
    `${jobs.toLocaleString("en")} jobs, ${hours} GPU-hours with every place filled.`,
    `The longest alone: ${
      named(longest)
    }. ${gpusAtMost} GPUs would be done with all work by then; ` +
    "more have nothing to do at the end.",
  ];
  if (longestResumed !== null && longestResumed !== longest) {
    lines.push(`The longest that keeps checkpoints: ${named(longestResumed)}.`);
  }
  if (neverEnd.length > 0) {
    lines.push(
      `Left out, since machines die too soon: ${neverEnd.length} jobs that keep no checkpoint, up to ` +
        `${duration(Math.max(...neverEnd.map(chainSeconds)))} long.`,
    );
  }
  return [
    table(head, rows.map((row) => cells(row, workSeconds))),
    "",
    ...lines,
  ].join("\n");
}

function cells(
  { gpus, sharing, makespanSeconds, undisturbedSeconds, efficiency, held, ...row }: SimulatedRow,
  workSeconds: number,
): string[] {
  return [
    String(gpus),
    sharing,
    days(makespanSeconds),
    days(undisturbedSeconds),
    (workSeconds / makespanSeconds).toFixed(1),
    percent(efficiency),
    percent(held["empty places"]),
    percent(held.opening),
    percent(held.deaths),
    percent(held.idle),
    String(row.loads),
    row.bound,
  ];
}

function named(job: SimulatedJob): string {
  const { kind, model, resumes } = job;
  const took = duration(chainSeconds(job));
  return `a ${kind} on ${model}, ${took}${resumes ? "" : ", without a checkpoint"}`;
}

function days(seconds: number): string {
  if (seconds < 86_400) return duration(seconds);
  const maximumFractionDigits = seconds < 100 * 86_400 ? 1 : 0;
  return `${(seconds / 86_400).toLocaleString("en", { maximumFractionDigits })} d`;
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
