import { recipes } from "../../src/proto/mod.ts";
import { canonicalJson } from "../../src/records/canonical.ts";
import type {
  FitJob,
  FitResult,
  JobBase,
  JobRecord,
  ThroughputResult,
} from "../../src/records/record.ts";

/** Records whose numbers are invented so that the right verdict is known. */

const base: JobBase = {
  model: { id: "planted-model", weightsSha256: "0".repeat(64), tokenizerSha256: "1".repeat(64) },
  engine: {
    engine: "onnxruntime",
    device: "cpu",
    numeric: "float32",
    weights: "packed",
    batch: 4,
    threads: 2,
  },
  codeSha256: "2".repeat(64),
};

/** What a test says of a planted fit; the rest follows. */
export interface PlantedFit {
  readonly text: number | string;
  readonly tokens: number;
  readonly accuracy: number;
  readonly source?: string;
  readonly standIn?: string;
  readonly arrangement?: string;
  readonly recipe?: FitJob["recipe"];
  readonly seed?: number;
  readonly steps?: number;
  readonly seconds?: number;
  readonly informationNats?: number;
  readonly model?: Partial<JobBase["model"]>;
  /** N target ids; all different by default. */
  readonly targetIds?: readonly number[];
  readonly engine?: Partial<JobBase["engine"]>;
}

/** A text by number, where a job names it. */
export function plantedText(text: number, source = "pg19") {
  return { id: `${source}-${text}`, source, tokenIdsSha256: "" };
}

/** A measured fit; by default of the paper's recipe and arrangement on a prose text. */
export function plantedFit(planted: PlantedFit): JobRecord {
  const { text, tokens, accuracy, source = "pg19", standIn, steps = 100, seed = 1 } = planted;
  const id = `${source}-${text}`;
  const job: FitJob = {
    ...base,
    model: { ...base.model, ...planted.model },
    engine: { ...base.engine, ...planted.engine },
    kind: "fit",
    text: { id, source, tokenIdsSha256: "3".repeat(64), standIn },
    tokens,
    arrangement: planted.arrangement ?? "[e][m]×(N−1)",
    recipe: planted.recipe ?? { ...recipes.paper },
    seed,
  };
  const exact = accuracy === 1;
  const result: FitResult = {
    text: id,
    reconstruction: id,
    targetIds: planted.targetIds ?? Array.from({ length: tokens }, (_, id) => id),
    reconstructedIds: [],
    targetTokens: [],
    reconstructedTokens: [],
    accuracy,
    correctTokens: Math.round(accuracy * tokens),
    exact,
    steps,
    attempts: [{ seed, steps, accuracy, outcome: exact ? "exact" : "budget" }],
    trajectory: [],
    lossNats: 1,
    informationNats: planted.informationNats ?? 3 * tokens,
    elapsedSeconds: planted.seconds ?? steps / 20,
    stepMilliseconds: 50,
    compileSeconds: 1,
    solutionFile: "planted.safetensors",
  };
  const key =
    `${id} ${tokens} ${job.arrangement} ${job.recipe.name} ${job.recipe.maxSteps} ${seed} ` +
    job.model.id;
  return { key, warnings: [], command: "planted", outcome: "measured", job, result };
}

/** The same fit planned and not run. */
export function unfinishedFit(planted: PlantedFit): JobRecord {
  const { job, key } = plantedFit(planted);
  const reason = "planted";
  return { key, warnings: [], command: reason, outcome: "not run", reason, job: job as FitJob };
}

/** Timings of both kinds of reconstruction, milliseconds. */
export function plantedThroughput(
  result: Pick<
    ThroughputResult,
    | "onePassMilliseconds"
    | "autoregressiveMilliseconds"
    | "ratio"
    | "otherDecoders"
    | "missingDecoders"
  >,
  { tokens = 32, text = 1, source = "pg19", ...rest }: {
    readonly tokens?: number;
    readonly text?: number;
    readonly source?: string;
    readonly model?: Partial<JobBase["model"]>;
    readonly device?: string;
  } = {},
): JobRecord {
  const repetitions = result.onePassMilliseconds.length;
  const job = {
    ...base,
    model: { ...base.model, ...rest.model },
    engine: { ...base.engine, device: rest.device ?? "cpu" },
    kind: "throughput" as const,
    text: { id: `${source}-${text}`, source, tokenIdsSha256: "3".repeat(64) },
    tokens,
    repetitions,
  };
  return {
    ...frame(job),
    outcome: "measured",
    job,
    result: { ...result, onePassTokensPerSecond: 1, autoregressiveTokensPerSecond: 1 },
  };
}

/** A measured record of an experiment that has a kind of its own. */
export function plantedExperiment(
  job: { readonly kind: string } & Readonly<Record<string, unknown>>,
  result: unknown,
): JobRecord {
  // A certificate of that kind has no recipe: it fits nothing.
  const recipe = job.kind === "equal outputs" ? {} : { recipe: { ...recipes.paper } };
  const whole = { ...base, arrangement: "[e][m]×(N−1)", ...recipe, ...job };
  return { ...frame(whole), outcome: "measured", job: whole, result } as unknown as JobRecord;
}

/** A certificate that equal inputs give equal outputs, or that they do not. */
export function plantedCertificate(
  { model, sameToken = true }: {
    readonly model?: Partial<JobBase["model"]>;
    readonly sameToken?: boolean;
  } = {},
): JobRecord {
  const job = { arrangement: "[e]×N", tokens: 4, seed: 1, startId: null };
  return plantedExperiment(
    { kind: "equal outputs", model: { ...base.model, ...model }, ...job },
    { outputs: 4, largestDifference: sameToken ? 0 : 1, largestLogit: 10, sameToken },
  );
}

/** A control beside the planted fit of the same text. */
export function plantedControl(
  { text, tokens, exact, variant = "random weights", arrangement = "[e][m]×(N−1)" }: {
    readonly text: number | string;
    readonly tokens: number;
    readonly exact: boolean;
    readonly arrangement?: string;
    readonly variant?: string;
  },
): JobRecord {
  const id = `pg19-${text}`;
  return plantedExperiment(
    {
      kind: "control",
      text: { id, source: "pg19", tokenIdsSha256: "3".repeat(64) },
      tokens,
      arrangement,
      seed: 1,
      variant,
      settings: {},
    },
    { accuracy: exact ? 1 : 0.5, exact, ceiling: 1, steps: 9, starts: 1 },
  );
}

/** A record's fields beside job and outcome; the key is telling rather than a hash. */
function frame(job: unknown) {
  return { key: canonicalJson(job), warnings: [], command: "planted" };
}
