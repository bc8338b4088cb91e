import {
  estimatePlan,
  gpuSpeedUp,
  parametersOf,
  type PlanEstimate,
  referenceMilliseconds,
} from "../estimate.ts";
import { cellsOf } from "../plan_cells.ts";
import { batchOf, ofParts, partsOf, type Profile } from "../profile.ts";
import { type CallSeconds, plannedWork } from "./planned_work.ts";
import { longestOf } from "./simulate_cluster.ts";
import { chainSeconds } from "./simulated_job.ts";

/** A profile as tasks of a cluster, all alike, and what to ask of its scheduler for each. */
export interface ClusterPlan {
  readonly profile: string;
  /** Ids, in the order in which each task opens them. */
  readonly models: readonly string[];
  readonly shards: number;
  /** Of "deno task reproduce", the same for all; without --shard and --out. */
  readonly flags: readonly string[];
  readonly cpus: number;
  /** 0 or 1 each. */
  readonly gpus: number;
  /** Of the host. */
  readonly memoryBytes: number;
  /** The largest model's weights in float32: the least a GPU has to hold. */
  readonly weightBytes: number;
  /** Of the shared volume: weights and the store. */
  readonly diskBytes: number;
  /** What a task likely takes, seconds. */
  readonly likelySeconds: number;
  /** The longest job that keeps no checkpoint: cut short, it begins anew. */
  readonly longestSeconds: number;
  /**
   * Asked for: longer than likely, since shares are uneven and estimates rough, and than the longest
   * job, which would never end otherwise.
   */
  readonly limitSeconds: number;
  /** How the seconds came about, in words. */
  readonly basis: string;
}

export interface ClusterWish {
  /** Default: as many as make a task about a day long. */
  readonly shards?: number;
  readonly gpus: number;
  /** Of a task, its engine's threads where the profile leaves them open. Default: 8. */
  readonly cpus?: number;
  /** Where the profile leaves it open. */
  readonly batch?: number;
  readonly device: string;
  /** Flags of "deno task reproduce" that make a whole profile this one. */
  readonly narrowed?: readonly string[];
}

const day = 86_400;

/** Slurm's own limit on an array, unless a cluster sets another. */
const mostShards = 1000;

/** Beside weights: the program, texts, and what a step holds. */
const besideWeights = 4e9;

/** Sizes tasks by the plan's own estimate. */
export async function clusterPlan(
  profile: Profile,
  { shards: wanted, gpus, cpus: wantedCpus = 8, batch, device, narrowed = [] }: ClusterWish,
): Promise<ClusterPlan> {
  const parts = partsOf(profile);
  const openBatch = parts.some((part) => part.batch === "auto");
  const fixedBatch = batch ?? batchOf({ batch: "auto" });
  const fixed = ofParts(
    parts.map((part) => part.batch === "auto" ? { ...part, batch: fixedBatch } : part),
  );
  const cpus = profile.threads === "auto" ? wantedCpus : profile.threads;
  const threads = gpus > 0 ? 2 : cpus;
  const speedUp = gpus > 0 ? gpuSpeedUp : 1;
  const estimate = estimatePlan(cellsOf(fixed), { threads });
  const seconds = estimate.likelySeconds / speedUp;
  const longestSeconds = await longestWithoutCheckpoint(
    fixed,
    (size) => referenceMilliseconds(size) / 1000 * 2 / threads / speedUp,
  );
  const shards = wanted ?? Math.min(mostShards, Math.max(1, Math.ceil(seconds / day)));
  const models = parts.map(({ model }) => model);
  const weightBytes = 4 * Math.max(...models.map(parametersOf));
  return {
    profile: profile.name,
    models,
    shards,
    flags: [
      `--profile ${profile.name}`,
      ...narrowed,
      ...openBatch ? [`--batch ${fixedBatch}`] : [],
      ...profile.threads === "auto" ? [`--threads ${cpus}`] : [],
      `--device ${device}`,
    ],
    cpus,
    gpus,
    // Packed for the CPU, a weight is held twice beside its file.
    memoryBytes: (gpus > 0 ? 2 : 3) * weightBytes + besideWeights,
    weightBytes,
    diskBytes: estimate.diskBytes,
    likelySeconds: seconds / shards,
    longestSeconds,
    limitSeconds: Math.ceil(Math.max(3600, 1.5 * seconds / shards, 1.5 * longestSeconds) / 3600) *
      3600,
    basis: basisOf(estimate, gpus),
  };
}

/** Of an entry's lengths the longest takes longest, so that no other is planned. */
async function longestWithoutCheckpoint(
  profile: Profile,
  callSeconds: CallSeconds,
): Promise<number> {
  const longest = <E extends object>(entry: E): E =>
    "tokens" in entry && Array.isArray(entry.tokens)
      ? { ...entry, tokens: [Math.max(...entry.tokens)] }
      : entry;
  const parts = partsOf(profile).map((part) => ({
    ...part,
    fits: [],
    experiments: part.experiments?.map(longest),
  }));
  const jobs = await plannedWork(ofParts(parts), { callSeconds, seed: 1 });
  const job = longestOf(jobs.filter(({ resumes }) => !resumes));
  return job === null ? 0 : chainSeconds(job);
}

function basisOf({ basis }: PlanEstimate, gpus: number): string {
  if (gpus === 0) return basis;
  return `${basis}; a GPU ${gpuSpeedUp} times as fast as that is assumed, not measured`;
}
