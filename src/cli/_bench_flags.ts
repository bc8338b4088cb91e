import type { EngineChoice } from "../experiments/engine_choice.ts";
import type { MeasuredRow } from "../bench/mod.ts";
import type { ModelConfig } from "../models/mod.ts";
import type { ReadyToRun } from "./_ready_model.ts";
import type { Talk } from "./_talk.ts";

/** What `deno task bench` was asked. */
export interface BenchFlags {
  readonly peers?: readonly string[];
  readonly what: readonly string[];
  readonly tokens?: readonly number[];
  readonly batch?: readonly number[];
  readonly steps?: number;
  readonly rounds?: number;
  readonly texts: number;
  readonly model: string;
  readonly modelFile?: string;
  readonly engine: string;
  readonly device?: string;
  readonly threads: number;
  readonly python?: string;
  readonly kernels?: boolean;
  readonly profileStep?: boolean;
  readonly products?: boolean;
  readonly batching?: boolean;
  readonly load?: boolean;
  readonly growth?: boolean;
  readonly full?: boolean;
  readonly summary?: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** What a benchmark is run with. */
export interface Measuring extends ReadyToRun {
  readonly config: ModelConfig;
  readonly engine: EngineChoice;
  readonly talk: Talk;
  /** Makes the figures again. */
  readonly command: string;
  readonly signal: AbortSignal;
  /** Takes rows as they are measured. */
  readonly add: (rows: readonly MeasuredRow[]) => void;
}

/** Sizes and repetitions, as asked or else the usual ones. */
export interface Sizes {
  readonly tokens: readonly number[];
  readonly batch: readonly number[];
  readonly steps: number;
  readonly rounds: number;
}

/** The sizes asked for; `--batching` has others where none were. */
export function sizesOf(flags: BenchFlags): Sizes {
  const usual = flags.batching
    ? { tokens: [16], batch: [1, 2, 4, 8, 16], steps: 30, rounds: 3 }
    : { tokens: [16, 32, 64], batch: [1], steps: 5, rounds: 6 };
  return {
    tokens: flags.tokens ?? usual.tokens,
    batch: flags.batch ?? usual.batch,
    steps: flags.steps ?? usual.steps,
    rounds: flags.rounds ?? usual.rounds,
  };
}
