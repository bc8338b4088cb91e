/**
 * What a run leaves behind: jobs (plain data that says everything that can change a result) and
 * records (what came of them). One record is one line of `results.jsonl`.
 *
 * Letters: N target tokens, B batch, D embedding width.
 *
 * @module
 */
import type { CertificateJob, CertificateResult } from "./certificate_record.ts";
import type {
  AttentionJob,
  AttentionResult,
  ControlJob,
  CrammingJob,
  CrammingResult,
  CurveJob,
  CurveResult,
  DistancesJob,
  DistancesResult,
  EqualOutputsJob,
  EqualOutputsResult,
  GenerationJob,
  GenerationResult,
  GroupFitJob,
  GroupFitResult,
  HeldOutJob,
  HeldOutResult,
  TextOutcome,
} from "./experiment_records.ts";
import type { FitJob, FitResult } from "./fit_record.ts";
import type { ThroughputJob, ThroughputResult } from "./throughput_record.ts";

export type { EngineIdentity, JobBase, ModelIdentity, RecipeJob, TextIdentity } from "./job.ts";
export type { FitAttempt, FitJob, FitResult, FitSample } from "./fit_record.ts";
export type { ThroughputJob, ThroughputResult } from "./throughput_record.ts";

/** Things worth knowing that do not make a result wrong. A closed union. */
export type Warning =
  | { readonly kind: "restarted"; readonly seeds: readonly number[] }
  | { readonly kind: "not converged"; readonly accuracy: number }
  | { readonly kind: "noisy timing"; readonly relativeSpread: number };

export type Outcome<R> =
  | { readonly outcome: "measured"; readonly result: R }
  | { readonly outcome: "wrong"; readonly want: string; readonly got: string }
  | { readonly outcome: "not run"; readonly reason: string };

/** Every kind of job with its result. */
export interface Kinds {
  readonly fit: { readonly job: FitJob; readonly result: FitResult };
  readonly throughput: { readonly job: ThroughputJob; readonly result: ThroughputResult };
  readonly "group fit": { readonly job: GroupFitJob; readonly result: GroupFitResult };
  readonly cramming: { readonly job: CrammingJob; readonly result: CrammingResult };
  readonly curve: { readonly job: CurveJob; readonly result: CurveResult };
  readonly distances: { readonly job: DistancesJob; readonly result: DistancesResult };
  readonly generation: { readonly job: GenerationJob; readonly result: GenerationResult };
  readonly attention: { readonly job: AttentionJob; readonly result: AttentionResult };
  /** No claim reads it, nor those below. */
  readonly certificate: { readonly job: CertificateJob; readonly result: CertificateResult };
  readonly control: { readonly job: ControlJob; readonly result: TextOutcome };
  readonly "held-out m": { readonly job: HeldOutJob; readonly result: HeldOutResult };
  readonly "equal outputs": {
    readonly job: EqualOutputsJob;
    readonly result: EqualOutputsResult;
  };
}

export type Kind = keyof Kinds;

export type Job<K extends Kind = Kind> = Kinds[K]["job"];

/** One job and what came of it. `key` is the sha256 of the job's canonical JSON. */
export type JobRecord<K extends Kind = Kind> = {
  [P in K]:
    & {
      readonly key: string;
      readonly job: Kinds[P]["job"];
      readonly warnings: readonly Warning[];
      readonly command: string;
    }
    & Outcome<Kinds[P]["result"]>;
}[K];

/** A job that ended with a result. */
export type Measured<K extends Kind = Kind> = Extract<
  JobRecord<K>,
  { readonly outcome: "measured" }
>;

/** The machine and software of a run; `environment.json`. */
export interface Environment {
  readonly startedAt: string;
  readonly deno: string;
  readonly v8: string;
  readonly os: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  /** Name of the graphics card, null where none is known; older files have no such field. */
  readonly card?: string | null;
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

/**
 * What a verdict is worth: "direct" from the paper's own weights, "transfer" from other pretrained
 * models, "machinery" from models made for trying a program out.
 */
export type VerdictKind = "direct" | "transfer" | "machinery";

/**
 * Each kind has words of its own, so that none is taken for another: direct evidence reproduces or
 * contradicts, of another model an effect is seen or not, and machinery runs or does not.
 */
export type Verdict =
  | "reproduced"
  | "contradicted"
  | "seen"
  | "not seen"
  | "runs"
  | "does not run"
  | "inconclusive"
  | "not run";

/** What models of one kind say of a claim. */
export interface KindVerdict {
  readonly verdict: Verdict;
  readonly kind: VerdictKind;
  /** Ours with interval, or null. */
  readonly ours: string | null;
  readonly scope: string;
  readonly reason: string;
  /** What fits under other recipes than the paper's read as; no part of the verdict. */
  readonly open: string | null;
  /** Keys of the jobs it rests on. */
  readonly jobs: readonly string[];
}

/** One claim of the paper and our verdict; `claims.json` is an array of these. */
export interface ClaimVerdict extends KindVerdict {
  readonly id: string;
  readonly statement: string;
  /** Place in 2505.21189v2, for example "Table 1". */
  readonly place: string;
  /** The paper's number with its definition, where it gives one. */
  readonly paper: string | null;
  /** "tokens" where the evidence is what was reconstructed, "time" where it is wall time. */
  readonly basis: "tokens" | "time" | "steps";
  /** The same claim by weaker kinds of models, each for itself. */
  readonly beside: readonly KindVerdict[];
  readonly command: string;
}
