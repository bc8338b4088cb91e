import type { Claimed } from "./claim.ts";

/** How far a job is, for whoever watches. */
export interface JobState {
  /** Of a fit. */
  readonly steps?: number;
  readonly lossNats?: number;
  /** Best so far, 0…1. */
  readonly accuracy?: number;
  /** Done, of a job of another kind, 0…1. */
  readonly share?: number;
}

/** The jobs that a worker holds, all of one group; it loses one where its lease has ended. */
export interface Hand {
  readonly queue: string;
  /** What is not renewed for so long is lost. */
  readonly leaseSeconds: number;
  /** Jobs by key that are not settled, nor lost. */
  readonly jobs: Map<string, Claimed>;
  /** Jobs whose lease has ended: what they come to will be refused. */
  readonly lost: Map<string, Claimed>;
  /** As last heard, by key. */
  readonly states: Map<string, JobState>;
  /** Steps of texts since the last announcement. */
  textSteps: number;
  /** Ends the work on them where all were lost. */
  stop: () => void;
}

export function handOf(
  { queue, leaseSeconds }: Pick<Hand, "queue" | "leaseSeconds">,
  claimed: readonly Claimed[],
): Hand {
  return {
    queue,
    leaseSeconds,
    jobs: new Map(claimed.map((job) => [job.key, job])),
    lost: new Map(),
    states: new Map(),
    textSteps: 0,
    stop: () => {},
  };
}
