/** A sampled step of a fit. */
export interface Sample {
  readonly step: number;
  /** Mean cross-entropy over the N positions, nats. */
  readonly lossNats: number;
  /** Share of right tokens, 0…1. */
  readonly accuracy: number;
  /** N characters, "1" where the position's argmax is its target. */
  readonly hits: string;
}

/** What a fit did, thinned as it grows: a long fit keeps as many samples as a short one. */
export interface Trajectory {
  samples: Sample[];
  /** Every how many steps one is kept; a power of two. */
  interval: number;
}

const mostSamples = 160;

export function emptyTrajectory(): Trajectory {
  return { samples: [], interval: 1 };
}

/** Keeps a sample if its step is due; halves the resolution when there are too many. */
export function record(trajectory: Trajectory, sample: Sample): void {
  if (sample.step % trajectory.interval !== 0) return;
  trajectory.samples.push(sample);
  if (trajectory.samples.length < mostSamples) return;
  trajectory.interval *= 2;
  trajectory.samples = trajectory.samples.filter(({ step }) => step % trajectory.interval === 0);
}
