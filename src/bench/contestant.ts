/** The sizes of one step: B texts of N tokens. */
export interface StepSize {
  readonly batch: number;
  readonly tokens: number;
}

/** The same steps for everyone: where they start, what they aim at, how many. */
export interface StepWork extends StepSize {
  /** Text i starts from the stream (seed, "proto-init", i) by the paper's recipe: `starts[i]`. */
  readonly seed: number;
  /** Starting vectors, B rows of [K, D]. */
  readonly starts: readonly Float32Array[];
  /** Target ids, B rows of N. */
  readonly targets: readonly (readonly number[])[];
  /** Steps before the clock is read. */
  readonly warmUpSteps: number;
  readonly steps: number;
}

/** Some steps, timed, and the losses that show whether they were the right ones. */
export interface StepRun {
  /** Of each step after the warm-up. */
  readonly samplesMilliseconds: readonly number[];
  /** Mean loss of the texts in the very first step, nats a token. */
  readonly firstLossNats: number;
  /** The same in the last step, after the optimiser has moved the vectors. */
  readonly lastLossNats: number;
}

/**
 * Someone who can do fit steps, in a thread or process of its own that sleeps between requests, so
 * that the others can be timed meanwhile.
 */
export interface Contestant extends AsyncDisposable {
  /** For example "onepass" or "pytorch eager". */
  readonly name: string;
  /** Versions and settings, as reported with every figure. */
  readonly about: Readonly<Record<string, unknown>>;
  /** Compiles for a size. Not part of any sample. */
  prepare(size: StepSize): Promise<void>;
  run(work: StepWork): Promise<StepRun>;
}
