/** N tokens, a few times over. */
export interface DecodingWork {
  /** N. */
  readonly tokens: number;
  /** The whole prompt of who decodes autoregressively. */
  readonly promptId: number;
  /** Untimed repetitions before the timed ones. */
  readonly warmUps: number;
  readonly repetitions: number;
}

/** What came out, every repetition the same. */
export interface DecodingRun {
  readonly samplesMilliseconds: readonly number[];
  /** N ids. */
  readonly ids: readonly number[];
}

/**
 * Someone who gets N tokens out of the model, in a thread or process of its own that sleeps between
 * requests, so that the others can be timed meanwhile.
 */
export interface DecodingContestant extends AsyncDisposable {
  /** For example "onepass" or "llama.cpp". */
  readonly name: string;
  readonly way: "one pass" | "autoregressive";
  /** Versions and settings, as reported with every figure. */
  readonly about: Readonly<Record<string, unknown>>;
  /** Compiles for N. Not part of any sample. */
  prepare(work: DecodingWork): Promise<void>;
  run(work: DecodingWork): Promise<DecodingRun>;
}
