import { median } from "simple-statistics";
import {
  arrangementNamed,
  decode,
  decodeGraph,
  reconstruct,
  reconstructGraph,
  teacherForcedGraph,
} from "../proto/mod.ts";
import { pinnedStream } from "../random/mod.ts";
import { keyOf } from "../records/canonical.ts";
import type {
  FitJob,
  JobRecord,
  ThroughputJob,
  ThroughputResult,
  Warning,
} from "../records/record.ts";
import { timed, warmUp } from "../records/stopwatch.ts";
import { int64, integers } from "../runtime/mod.ts";
import { ratioInterval } from "../statistics/ratio_interval.ts";
import type { ExperimentContext, PlannedExperiment } from "./experiment.ts";
import type { PlanCell } from "./plan_cell.ts";

export interface ThroughputPayload {
  readonly job: ThroughputJob;
  readonly arrangement: string;
  /** A solution [K, D] and the ids it says, checked on every repetition. */
  readonly proto: Float32Array;
  readonly expected: readonly number[];
  /** What decoding goes on from where the model names no BOS. */
  readonly startId: number;
}

/** What was decoded where something else should have been. */
export interface Wrong {
  readonly wrong: { readonly want: string; readonly got: string };
}

/** One-pass reconstruction of an exact fit against greedy decoding of as many tokens. */
export const throughputKind = {
  kind: "throughput",

  run,

  /** Of the two ways the one whose samples lie further apart. */
  warnings({ onePassMilliseconds, autoregressiveMilliseconds }: ThroughputResult): Warning[] {
    const spreads = [onePassMilliseconds, autoregressiveMilliseconds].map(relativeSpread);
    const largest = Math.max(...spreads);
    return largest > 0.25 ? [{ kind: "noisy timing", relativeSpread: largest }] : [];
  },

  // It fits nothing, and takes seconds.
  cells: (): PlanCell[] => [],
} as const;

/** The timing of a fit's solution; the recipe that found it does not matter. */
export function throughputJob(fit: FitJob, repetitions: number): ThroughputJob {
  const { model, engine, codeSha256, text, tokens } = fit;
  return { kind: "throughput", model, engine, codeSha256, text, tokens, repetitions };
}

/**
 * The timing of a length, on the first of its fits that came out exact: known only once they ran.
 * Null where none of that length is planned.
 */
export function planThroughput(
  records: readonly JobRecord<"fit">[],
  { tokens, repetitions, startId }: {
    readonly tokens: number;
    readonly repetitions: number;
    readonly startId: number;
  },
): PlannedExperiment<"throughput"> | null {
  const fits = records.filter(({ job }) => job.tokens === tokens);
  if (fits.length === 0) return null;
  const exact = fits.find((fit) => fit.outcome === "measured" && fit.result.exact);
  const job = throughputJob((exact ?? fits[0]).job, repetitions);
  return {
    key: keyOf(job),
    job,
    async payload(findings) {
      if (exact?.outcome !== "measured") {
        return { missing: `no fit of ${tokens} tokens came out exact, so there is none to time` };
      }
      const { key, job: { arrangement }, result: { targetIds: expected } } = exact;
      const proto = await findings.solution(key);
      return { job, arrangement, proto, expected, startId } satisfies ThroughputPayload;
    },
  };
}

/**
 * Both ways of getting N tokens out of the model, each answer checked, in alternation so that a
 * busy moment of the machine falls on both.
 */
async function run(
  { job: { tokens, repetitions }, arrangement: name, proto, expected, startId }: ThroughputPayload,
  context: ExperimentContext,
): Promise<ThroughputResult | Wrong> {
  const { model, engine } = context;
  const { config } = model;
  const promptId = config.bosId ?? startId;
  const arrangement = arrangementNamed(name);
  const size = { batch: 1, tokens };
  await using onePass = await engine.compile(reconstructGraph(model, arrangement, size));
  await using stepper = await engine.compile(decodeGraph(model, tokens));
  const { vectors } = arrangement;
  const once = () => reconstruct(proto, { program: onePass, vectors, width: config.width });
  const again = () =>
    decode([promptId], { program: stepper, config, capacity: tokens, count: tokens });
  const want = await teacherForced(await again(), { promptId, context });
  const onePassMilliseconds: number[] = [];
  const autoregressiveMilliseconds: number[] = [];
  await warmUp(once);
  for (let i = 0; i < repetitions; i++) {
    const fast = await timed(once);
    const slow = await timed(again);
    onePassMilliseconds.push(fast.elapsed);
    autoregressiveMilliseconds.push(slow.elapsed);
    const wrong = differing(expected, fast.value) ?? differing(want, slow.value);
    if (wrong !== null) return { wrong };
  }
  const perSecond = (times: readonly number[]) => tokens / (median([...times]) / 1000);
  return {
    onePassMilliseconds,
    autoregressiveMilliseconds,
    onePassTokensPerSecond: perSecond(onePassMilliseconds),
    autoregressiveTokensPerSecond: perSecond(autoregressiveMilliseconds),
    ratio: ratioInterval(autoregressiveMilliseconds, onePassMilliseconds, {
      stream: pinnedStream("bootstrap", tokens),
    }),
  };
}

/** What greedy decoding must have said: the argmax of one pass over its own output, no cache. */
async function teacherForced(
  ids: readonly number[],
  { promptId, context: { model, engine } }: {
    readonly promptId: number;
    readonly context: ExperimentContext;
  },
): Promise<number[]> {
  const graph = teacherForcedGraph(model, { batch: 1, tokens: ids.length });
  await using program = await engine.compile(graph, { once: true });
  const shape = [1, ids.length];
  const { prediction } = await program.run({
    ids: int64([promptId, ...ids.slice(0, -1)], shape),
    targets: int64(ids, shape),
  });
  return integers(prediction);
}

function differing(want: readonly number[], got: readonly number[]) {
  const same = want.length === got.length && want.every((id, i) => id === got[i]);
  return same ? null : { want: want.join(" "), got: got.join(" ") };
}

/** (largest − smallest) / median. */
function relativeSpread(samples: readonly number[]): number {
  return (Math.max(...samples) - Math.min(...samples)) / median([...samples]);
}
