/** A sampled step of a fit. */
export interface Sample {
  readonly step: number;
  /** Mean cross-entropy over the N positions, nats. */
  readonly lossNats: number;
  /** Share of right tokens, 0…1. */
  readonly accuracy: number;
  /** N characters, "1" where the position's argmax is its target. */
  readonly hits: string;
  /** The argmax at each "0" of `hits`, in their order; of some samples only, see {@link record}. */
  readonly wrongIds?: readonly number[];
  /** Euclidean length of each trained vector, e first, to six digits. */
  readonly lengths?: readonly number[];
}

/** What a fit did, thinned as it grows: a long fit keeps as many samples as a short one. */
export interface Trajectory {
  samples: Sample[];
  /** Every how many steps one is kept; a power of two. */
  interval: number;
  /** Every how many steps one keeps what was guessed wrong; a power of two, 1 where absent. */
  guessInterval?: number;
}

const mostSamples = 160;
/** Wrong ids over all samples of a fit: enough to watch a text come right, small in a record. */
const mostGuesses = 1024;
/** A sample with more wrong ids keeps none, so that one never takes the place of many. */
const mostGuessesOfSample = 128;

export function emptyTrajectory(): Trajectory {
  return { samples: [], interval: 1 };
}

/** Whether a trajectory keeps a sample of that step, as far as it has gone. */
export function isDue({ interval }: Trajectory, step: number): boolean {
  return step % interval === 0;
}

/**
 * Keeps a sample if its step is due; halves the resolution when there are too many, and that of the
 * wrong guesses by itself when they are.
 */
export function record(trajectory: Trajectory, sample: Sample): void {
  if (!isDue(trajectory, sample.step)) return;
  const isGuessDue = sample.step % (trajectory.guessInterval ?? 1) === 0;
  trajectory.samples.push(isGuessDue && isSmall(sample) ? sample : unguessed(sample));
  if (trajectory.samples.length >= mostSamples) {
    trajectory.interval *= 2;
    trajectory.samples = trajectory.samples.filter(({ step }) => isDue(trajectory, step));
  }
  while (guesses(trajectory.samples) > mostGuesses) {
    const interval = 2 * (trajectory.guessInterval ?? 1);
    trajectory.guessInterval = interval;
    trajectory.samples = trajectory.samples.map((one) =>
      one.step % interval === 0 ? one : unguessed(one)
    );
  }
}

/** Keeps the step at which a start ended, due or not, with what it guessed. */
export function recordLast(trajectory: Trajectory, sample: Sample): void {
  if (trajectory.samples.at(-1)?.step === sample.step) trajectory.samples.pop();
  trajectory.samples.push(isSmall(sample) ? sample : unguessed(sample));
}

function guesses(samples: readonly Sample[]): number {
  return samples.reduce((sum, { wrongIds }) => sum + (wrongIds?.length ?? 0), 0);
}

function isSmall({ wrongIds = [] }: Sample): boolean {
  return wrongIds.length > 0 && wrongIds.length <= mostGuessesOfSample;
}

function unguessed({ wrongIds: _, ...sample }: Sample): Sample {
  return sample;
}
