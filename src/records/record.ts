/**
 * What a run leaves behind: jobs (plain data that says everything that can change a result) and
 * records (what came of them). One record is one line of `results.jsonl`.
 *
 * Letters: N target tokens, B batch, D embedding width.
 *
 * @module
 */

/** The model a job runs on. The hashes, not the name, identify it. */
export interface ModelIdentity {
  readonly id: string;
  /** sha256 of the published weight file. */
  readonly weightsSha256: string;
  readonly tokenizerSha256: string;
}

/** Where a text came from. `tokenIdsSha256` hashes the N target ids of the job, comma-joined. */
export interface TextIdentity {
  readonly id: string;
  /** "pg19", "written", "random", "generated", "fanfics" or "user". */
  readonly source: string;
  readonly tokenIdsSha256: string;
}

/** How the engine computed it: all of it can change bits. */
export interface EngineIdentity {
  /** "onnxruntime" or "tfjs". */
  readonly engine: string;
  /** "cpu", "webgpu", "cuda", "wasm", … */
  readonly device: string;
  /** "float32", or what else the weights and products ran in. */
  readonly numeric: string;
  /** "packed" by the engine for speed, or "mapped" from disk as they are. */
  readonly weights: "packed" | "mapped";
  readonly batch: number;
  readonly threads: number;
}

/** Fields every job has. */
export interface JobBase {
  readonly model: ModelIdentity;
  readonly engine: EngineIdentity;
  /** sha256 over the source files that compute results. */
  readonly codeSha256: string;
}

/** Fit one text of N tokens from one seed. */
export interface FitJob extends JobBase {
  readonly kind: "fit";
  readonly text: TextIdentity;
  readonly tokens: number;
  /** Arrangement name, for example "[e][m]×(N−1)". */
  readonly arrangement: string;
  /** Every hyper-parameter; `name` is "paper", "open", … */
  readonly recipe: { readonly name: string } & Readonly<Record<string, unknown>>;
  readonly seed: number;
}

/** Time both kinds of reconstruction of N tokens. */
export interface ThroughputJob extends JobBase {
  readonly kind: "throughput";
  readonly text: TextIdentity;
  readonly tokens: number;
  readonly repetitions: number;
}

export type Job = FitJob | ThroughputJob;

/** One start of a fit; a stalled start is followed by the next seed where the recipe says so. */
export interface FitAttempt {
  readonly seed: number;
  readonly steps: number;
  /** Best share of right tokens seen, 0…1. */
  readonly accuracy: number;
  readonly outcome: "exact" | "stalled" | "budget";
}

/** A sampled step of the trajectory of the last attempt. */
export interface FitSample {
  readonly step: number;
  /** Mean cross-entropy over the N positions, nats. */
  readonly lossNats: number;
  readonly accuracy: number;
  /** N characters, "1" where the position's argmax is its target. */
  readonly hits: string;
}

export interface FitResult {
  readonly text: string;
  /** What one forward pass from the stored vectors says, token by token. */
  readonly reconstruction: string;
  /** N target ids and N decoded ids. */
  readonly targetIds: readonly number[];
  readonly reconstructedIds: readonly number[];
  /** The same tokens as strings, for showing; wrong ones differ. */
  readonly targetTokens: readonly string[];
  readonly reconstructedTokens: readonly string[];
  /** Share of right tokens of the stored solution, 0…1. */
  readonly accuracy: number;
  /** C_tokens: right tokens in one pass. */
  readonly correctTokens: number;
  readonly exact: boolean;
  /** Optimiser steps over all attempts. */
  readonly steps: number;
  readonly attempts: readonly FitAttempt[];
  readonly trajectory: readonly FitSample[];
  /** Final mean cross-entropy, nats a token. */
  readonly lossNats: number;
  /** H_LM of the text under the model, nats; first token from BOS. */
  readonly informationNats: number;
  /** Share of this fit in the wall time of its batch, seconds. */
  readonly elapsedSeconds: number;
  /** Median wall time of one engine call (all B slots), milliseconds. */
  readonly stepMilliseconds: number;
  /** Wall time of tracing and compiling the batch's graph, seconds. */
  readonly compileSeconds: number;
  /** File name of the solution beside the store. */
  readonly solutionFile: string;
  /** Of all that the solution says; absent in records made before solutions had one. */
  readonly solutionSha256?: string;
}

export interface ThroughputResult {
  /** Milliseconds of one forward pass with argmax that gives N tokens; every sample kept. */
  readonly onePassMilliseconds: readonly number[];
  /** Milliseconds of greedy decoding of N tokens with a KV cache from a one-token prompt. */
  readonly autoregressiveMilliseconds: readonly number[];
  /** Tokens per second from the medians. */
  readonly onePassTokensPerSecond: number;
  readonly autoregressiveTokensPerSecond: number;
  /** Ratio of the two with a seeded bootstrap interval (95 %). */
  readonly ratio: { readonly estimate: number; readonly low: number; readonly high: number };
}

/** Things worth knowing that do not make a result wrong. A closed union. */
export type Warning =
  | { readonly kind: "restarted"; readonly seeds: readonly number[] }
  | { readonly kind: "not converged"; readonly accuracy: number }
  | { readonly kind: "noisy timing"; readonly relativeSpread: number };

export type Outcome<R> =
  | { readonly outcome: "measured"; readonly result: R }
  | { readonly outcome: "wrong"; readonly want: string; readonly got: string }
  | { readonly outcome: "not run"; readonly reason: string };

/** One job and what came of it. `key` is the sha256 of the job's canonical JSON. */
export type JobRecord =
  & { readonly key: string; readonly warnings: readonly Warning[]; readonly command: string }
  & (
    | ({ readonly job: FitJob } & Outcome<FitResult>)
    | ({ readonly job: ThroughputJob } & Outcome<ThroughputResult>)
  );

/** The machine and software of a run; `environment.json`. */
export interface Environment {
  readonly startedAt: string;
  readonly deno: string;
  readonly v8: string;
  readonly os: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly onnxruntime: string;
  readonly commit: string | null;
  readonly codeSha256: string;
  readonly devices: readonly { readonly device: string; readonly lastRanAtCommit: string | null }[];
  /** Which source the weights came from, in words. */
  readonly weightsSource: string;
  readonly command: string;
  readonly profile: string;
  readonly elapsedSeconds: number;
}

/** One claim of the paper and our verdict; `claims.json` is an array of these. */
export interface ClaimVerdict {
  readonly id: string;
  readonly statement: string;
  /** Place in 2505.21189v2, for example "Table 1". */
  readonly place: string;
  /** The paper's number with its definition, where it gives one. */
  readonly paper: string | null;
  /** Ours with interval, or null. */
  readonly ours: string | null;
  readonly verdict: "reproduced" | "contradicted" | "inconclusive" | "not run";
  readonly kind: "direct" | "transfer" | "machinery";
  /** "tokens" where the evidence is what was reconstructed, "time" where it is wall time. */
  readonly basis: "tokens" | "time" | "steps";
  readonly scope: string;
  readonly reason: string;
  /** Keys of the jobs it rests on. */
  readonly jobs: readonly string[];
  readonly command: string;
}
