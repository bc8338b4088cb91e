/** The job and the result of timing both ways to N tokens. */
import type { JobBase, TextIdentity } from "./job.ts";

/** Time both kinds of reconstruction of N tokens. */
export interface ThroughputJob extends JobBase {
  readonly kind: "throughput";
  readonly text: TextIdentity;
  readonly tokens: number;
  readonly repetitions: number;
  /** Decoders of other makes timed beside ours, for example "node-llama-cpp@3.21.1". */
  readonly otherDecoders?: readonly string[];
}

export interface ThroughputResult {
  /** Milliseconds of one forward pass with argmax that gives N tokens; every sample kept. */
  readonly onePassMilliseconds: readonly number[];
  /** Milliseconds of greedy decoding of N tokens with a KV cache from a one-token prompt. */
  readonly autoregressiveMilliseconds: readonly number[];
  /** The same of decoders of other makes, where they were at hand. */
  readonly otherDecoders?: readonly {
    /** For example "llama.cpp". */
    readonly decoder: string;
    readonly milliseconds: readonly number[];
  }[];
  /** Those that were not, and why. */
  readonly missingDecoders?: readonly { readonly decoder: string; readonly reason: string }[];
  /** Tokens per second from the medians. */
  readonly onePassTokensPerSecond: number;
  readonly autoregressiveTokensPerSecond: number;
  /** Ratio of the two with a seeded bootstrap interval (95 %). */
  readonly ratio: { readonly estimate: number; readonly low: number; readonly high: number };
}
