/** Everything that decides what training makes of an encoder, beside its sizes and its books. */
export interface TrainingSettings {
  readonly seed: number;
  /** Tokens of a step's texts together; they are of one length, the lengths in turn. */
  readonly tokensPerStep: number;
  /** Of AdamW, at its highest. */
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Of matrices; rows are not decayed. */
  readonly weightDecay: number;
  /** Length to which a longer gradient is cut. */
  readonly clip: number;
  /** Steps over which the rate rises. */
  readonly warmUpSteps: number;
  /** Share of all steps over which it falls to zero, the last ones. */
  readonly decayShare: number;
  /** Of the output's scale, see directionsOf(). */
  readonly reach: number;
  readonly power: number;
}

/** What the trials came to. */
export const trainingSettings: TrainingSettings = {
  seed: 1,
  tokensPerStep: 512,
  learningRate: 3e-3,
  beta1: 0.9,
  beta2: 0.98,
  epsilon: 1e-8,
  weightDecay: 0.01,
  clip: 1,
  warmUpSteps: 100,
  decayShare: 0.4,
  reach: 2,
  power: 0.5,
};

/** The rate of a step, of `steps` in all: up in a line, level, down in a line. */
export function rateAt(
  step: number,
  { steps, settings: { learningRate, warmUpSteps, decayShare } }: {
    readonly steps: number;
    readonly settings: Pick<TrainingSettings, "learningRate" | "warmUpSteps" | "decayShare">;
  },
): number {
  const up = Math.min(1, (step + 1) / warmUpSteps);
  const down = Math.min(1, Math.max(0, (steps - step) / (decayShare * steps)));
  return learningRate * Math.min(up, down);
}
