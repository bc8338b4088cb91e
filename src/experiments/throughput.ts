import { setTimeout as sleep } from "node:timers/promises";
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
import { type DecodingContestant, type FoundLlamaCpp, startLlamaCpp } from "../peers/mod.ts";
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
import { type ProgramCache, programCache } from "../runtime/program_cache.ts";
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
  readonly llamaCpp: FoundLlamaCpp;
}

/** What was decoded where something else should have been. */
export interface Wrong {
  readonly wrong: { readonly want: string; readonly got: string };
}

/** What a timing runs with: the model's thread, and what starts llama.cpp there. */
export interface TimingContext
  extends Pick<ExperimentContext, "model" | "engine" | "timedPrograms"> {
  /** Default: {@linkcode startLlamaCpp}. */
  readonly startPeer?: typeof startLlamaCpp;
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
export function throughputJob(
  { model, engine, codeSha256, text, tokens }: FitJob,
  { repetitions, llamaCpp }: {
    readonly repetitions: number;
    readonly llamaCpp: FoundLlamaCpp;
  },
): ThroughputJob {
  const base = { model, engine, codeSha256, text, tokens, repetitions };
  if ("missing" in llamaCpp) return { kind: "throughput", ...base };
  return { kind: "throughput", ...base, otherDecoders: [llamaCpp.version] };
}

/**
 * The timings of a length: of as many texts as are asked for, the first whose fits came out exact,
 * the paper's arrangement before others. Known only once fits ran; where none came out exact it is
 * one job that says so, and none where no fit of that length is planned.
 */
export function planThroughput(
  records: readonly JobRecord<"fit">[],
  { tokens, repetitions, texts = 1, startId, llamaCpp }: {
    readonly tokens: number;
    readonly repetitions: number;
    readonly texts?: number;
    readonly startId: number;
    readonly llamaCpp: FoundLlamaCpp;
  },
): PlannedExperiment<"throughput">[] {
  const isPapers = ({ job }: JobRecord<"fit">) => job.arrangement === "[e][m]×(N−1)";
  const ofLength = records.filter(({ job }) => job.tokens === tokens);
  const fits = [...ofLength.filter(isPapers), ...ofLength.filter((fit) => !isPapers(fit))];
  const planned = (
    { job: fit }: JobRecord<"fit">,
    payload: PlannedExperiment["payload"],
  ): PlannedExperiment<"throughput"> => {
    const job = throughputJob(fit, { repetitions, llamaCpp });
    return { key: keyOf(job), job, payload };
  };
  const exact = fits.flatMap((fit) => fit.outcome === "measured" && fit.result.exact ? [fit] : []);
  const missing = `no fit of ${tokens} tokens came out exact, so there is none to time`;
  if (exact.length === 0) {
    return fits.slice(0, 1).map((fit) => planned(fit, () => Promise.resolve({ missing })));
  }
  const ofTexts = [...Map.groupBy(exact, ({ job }) => job.text.id).values()].slice(0, texts);
  return ofTexts.map(([fit]) => {
    const { key, job: { arrangement }, result: { targetIds: expected } } = fit;
    return planned(fit, async (findings) => {
      const job = throughputJob(fit.job, { repetitions, llamaCpp });
      const proto = await findings.solution(key);
      return { job, arrangement, proto, expected, startId, llamaCpp } satisfies ThroughputPayload;
    });
  });
}

/**
 * Every way of getting N tokens out of the model, each answer checked, in alternation so that a
 * busy moment of the machine falls on all of them.
 */
async function run(
  payload: ThroughputPayload,
  context: TimingContext,
): Promise<ThroughputResult | Wrong> {
  const { job: { tokens, repetitions, engine: { threads } }, proto, expected } = payload;
  const { model: { config }, engine, model } = context;
  const promptId = config.bosId ?? payload.startId;
  const arrangement = arrangementNamed(payload.arrangement);
  const { vectors } = arrangement;
  const size = { batch: 1, tokens };
  await using own = ownPrograms(context);
  const { programs } = own;
  const onePass = await programs.get(
    `one pass ${arrangement.name} ${tokens}, ${threads} threads`,
    () => engine.compile(reconstructGraph(model, arrangement, size)),
  );
  const stepper = await programs.get(
    `decoding ${tokens}, ${threads} threads`,
    () => engine.compile(decodeGraph(model, tokens)),
  );
  const once = () => reconstruct(proto, { program: onePass, vectors, width: config.width });
  const again = () =>
    decode([promptId], { program: stepper, config, capacity: tokens, count: tokens });
  const want = await teacherForced(await again(), { promptId, context });
  await using peer = await peerOf(payload, { promptId, ...context });
  const onePassMilliseconds: number[] = [];
  const autoregressiveMilliseconds: number[] = [];
  const peerMilliseconds: number[] = [];
  await warmUp(once);
  for (let i = 0; i < repetitions; i++) {
    const fast = await timed(once);
    const slow = await timed(again);
    onePassMilliseconds.push(fast.elapsed);
    autoregressiveMilliseconds.push(slow.elapsed);
    const wrong = differing(expected, fast.value) ?? differing(want, slow.value);
    if (wrong !== null) return { wrong };
    if ("milliseconds" in peer) {
      await sleep(settleMilliseconds);
      peerMilliseconds.push(await peer.milliseconds());
      await sleep(settleMilliseconds);
    }
  }
  const perSecond = (times: readonly number[]) => tokens / (median([...times]) / 1000);
  return {
    onePassMilliseconds,
    autoregressiveMilliseconds,
    ...("missing" in peer
      ? { missingDecoders: [{ decoder: llamaCppName, reason: peer.missing }] }
      : { otherDecoders: [{ decoder: llamaCppName, milliseconds: peerMilliseconds }] }),
    onePassTokensPerSecond: perSecond(onePassMilliseconds),
    autoregressiveTokensPerSecond: perSecond(autoregressiveMilliseconds),
    ratio: ratioInterval(autoregressiveMilliseconds, onePassMilliseconds, {
      stream: pinnedStream("bootstrap", tokens),
    }),
  };
}

const llamaCppName = "llama.cpp";

/** Until the threads of whoever had the last turn no longer spin. */
const settleMilliseconds = 50;

/** The session's programs, or some that are freed with the timing. */
function ownPrograms(
  { timedPrograms }: TimingContext,
): AsyncDisposable & { readonly programs: ProgramCache } {
  const programs = timedPrograms ?? programCache(2);
  return {
    programs,
    [Symbol.asyncDispose]: () => timedPrograms === undefined ? programs.clear() : Promise.resolve(),
  };
}

/** A decoder of another make that is ready, or why there is none. */
type Peer = AsyncDisposable & ({ milliseconds(): Promise<number> } | { readonly missing: string });

/** llama.cpp on the same prompt and threads; it has to say the same N tokens every time. */
async function peerOf(
  { llamaCpp, job: { tokens, engine: { threads } } }: ThroughputPayload,
  { promptId, startPeer = startLlamaCpp }: TimingContext & { readonly promptId: number },
): Promise<Peer> {
  const missing = (why: string): Peer => ({
    missing: why,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
  if ("missing" in llamaCpp) return missing(llamaCpp.missing);
  const work = { tokens, promptId, warmUps: 0, repetitions: 1 };
  await using starting = new AsyncDisposableStack();
  let started: DecodingContestant;
  let want: readonly number[];
  try {
    started = starting.use(await startPeer(llamaCpp.gguf, { threads, positions: tokens + 1 }));
    want = (await started.run({ ...work, warmUps: 1 })).ids;
  } catch (error) {
    // Ours can be timed without it, whatever its trouble is.
    return missing((error as Error).message);
  }
  const kept = starting.move();
  return {
    async milliseconds() {
      const { ids, samplesMilliseconds: [elapsed] } = await started.run(work);
      const wrong = differing(want, ids);
      if (wrong === null) return elapsed;
      throw new Error(
        `Cannot time ${llamaCppName}: it said ${wrong.got} where it had said ${wrong.want}`,
      );
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** What greedy decoding must have said: the argmax of one pass over its own output, no cache. */
async function teacherForced(
  ids: readonly number[],
  { promptId, context: { model, engine } }: {
    readonly promptId: number;
    readonly context: Pick<TimingContext, "model" | "engine">;
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
