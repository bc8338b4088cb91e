import { type ModelFiles, readConfig } from "../models/mod.ts";
import { isOutOfMemory } from "../runtime/mod.ts";
import { openOwnSteps, stepWork } from "./mod.ts";
import type { EngineChoice } from "../experiments/engine_choice.ts";

/** A size that was timed. */
export interface ProbedPoint {
  readonly batch: number;
  readonly threads: number;
  readonly tokens: number;
  /** The fastest of the timed steps. */
  readonly stepMilliseconds: number;
  /** B ÷ that. */
  readonly textsPerSecond: number;
}

/** Times fit steps on a number of threads. */
export interface OpenProbe extends AsyncDisposable {
  /** The fastest of a few steps, milliseconds; fails where memory runs out. */
  step(size: { readonly batch: number; readonly tokens: number }): Promise<number>;
}

export interface BatchProbe {
  open(threads: number): Promise<OpenProbe>;
  /** Whether there is room for B twice as large as the one just timed. */
  hasRoom(): boolean;
}

/** A larger B, or other threads, must be so much faster to be worth it. */
const worthwhile = 1.05;

/**
 * Doubles B on the most threads until that is worth nothing or has no room; then tries fewer threads
 * at the B found.
 *
 * @throws what the engine says where not even one text at a time has room
 */
export async function probeBatches(
  { probe, tokens, threads: counts, most, onPoint }: {
    readonly probe: BatchProbe;
    readonly tokens: number;
    /** The first is the one B is chosen on. */
    readonly threads: readonly number[];
    /** Largest B tried. */
    readonly most: number;
    readonly onPoint?: (point: ProbedPoint) => void;
  },
) {
  const points: ProbedPoint[] = [];
  const time = async (open: OpenProbe, size: { batch: number; threads: number }) => {
    const { batch } = size;
    const stepMilliseconds = await open.step({ batch, tokens });
    const textsPerSecond = batch / (stepMilliseconds / 1000);
    const point = { ...size, tokens, stepMilliseconds, textsPerSecond };
    points.push(point);
    onPoint?.(point);
    return point;
  };
  const [first, ...fewer] = counts;
  let best: ProbedPoint;
  let ended: "no faster" | "memory" | "asked for" = "asked for";
  {
    await using open = await probe.open(first);
    best = await time(open, { batch: 1, threads: first });
    for (let batch = 2; batch <= most; batch *= 2) {
      const point = probe.hasRoom()
        ? await time(open, { batch, threads: first }).catch((error) => {
          if (isOutOfMemory(error)) return null;
          throw error;
        })
        : null;
      if (point === null || !isWorth(point, best)) {
        ended = point === null ? "memory" : "no faster";
        break;
      }
      best = point;
    }
  }
  for (const threads of fewer) {
    await using open = await probe.open(threads);
    const point = await time(open, { batch: best.batch, threads });
    if (isWorth(point, best)) best = point;
    // Half the threads were slower: a quarter will be.
    else break;
  }
  return { batch: best.batch, threads: best.threads, ended, points };
}

function isWorth(point: ProbedPoint, best: ProbedPoint): boolean {
  return point.textsPerSecond > worthwhile * best.textsPerSecond;
}

/** Steps that are timed at a size, and those before them. */
const [warmUpSteps, timedSteps] = [2, 4];

/** Times the very step of a fit, in a worker of its own. */
export function stepProbe(model: ModelFiles, engine: EngineChoice): BatchProbe {
  const config = readConfig(model.config);
  return {
    async open(threads) {
      const contestant = await openOwnSteps(model, { ...engine, threads });
      return {
        async step(size) {
          await contestant.prepare(size);
          const work = { ...size, warmUpSteps, steps: timedSteps };
          const run = await contestant.run(stepWork(work, { vectors: 2, ...config }));
          return Math.min(...run.samplesMilliseconds);
        },
        [Symbol.asyncDispose]: () => contestant[Symbol.asyncDispose](),
      };
    },
    // An eighth is left to everybody else; a device's own memory says so by running out.
    hasRoom: () => {
      const { available, total } = Deno.systemMemoryInfo();
      return available > total / 8;
    },
  };
}
