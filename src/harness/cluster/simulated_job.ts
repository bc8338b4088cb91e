/** A planned job as far as time goes. */
export interface SimulatedJob {
  /** Of the store: which shard it is, see `isOfShard`. */
  readonly key: string;
  readonly kind: string;
  readonly model: string;
  /** Jobs of one name share a compiled graph and, where it has places for several, its calls. */
  readonly group: string;
  /** Engine calls until it ends. */
  readonly calls: number;
  /** Of one call, for all of its places. */
  readonly callSeconds: number;
  /** B: jobs of the group that one call moves. An empty place costs as much as a filled one. */
  readonly places: number;
  /** Whether it goes on from a checkpoint; otherwise it begins anew. */
  readonly resumes: boolean;
  /** Whether it reads the solutions of fits, which have to be there. */
  readonly restsOnFits: boolean;
}

/** How long it takes alone; nothing makes it shorter. */
export function chainSeconds({ calls, callSeconds }: SimulatedJob): number {
  return calls * callSeconds;
}

/** What it takes of a GPU whose places are all filled. */
export function shareSeconds({ calls, callSeconds, places }: SimulatedJob): number {
  return calls * callSeconds / places;
}
