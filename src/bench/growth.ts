import { median } from "simple-statistics";
import { pinnedStream } from "../random/mod.ts";
import type { EngineChoice } from "../experiments/engine_choice.ts";
import type { ModelFiles } from "../models/mod.ts";
import { logLogSlope, logLogSlopeInterval } from "../statistics/log_log_slope.ts";
import { type Interval, ratioInterval } from "../statistics/ratio_interval.ts";
import {
  along,
  type GrowthAxis,
  type GrowthBounds,
  type GrowthLine,
  growthLines,
  type GrowthPoint,
} from "./growth_grid.ts";
import { growthFlops, type GrowthShape, writeGrowthModel } from "./growth_model.ts";
import { type LoadRequest, type LoadRun, phaseNamed } from "./load_run.ts";

/** One point, once a round in a fresh process. */
export interface GrowthRow {
  readonly what: "growth";
  readonly shape: GrowthShape;
  readonly B: number;
  readonly N: number;
  /** A median of steps a round. */
  readonly stepMilliseconds: readonly number[];
  /** Lowering and the engine's compiling, a round. */
  readonly compileMilliseconds: readonly number[];
  /** What compiling and the steps added to the process's own memory, a round. */
  readonly memoryBytes: readonly number[];
  readonly medianStepMilliseconds: number;
  readonly medianCompileMilliseconds: number;
  readonly medianMemoryBytes: number;
  readonly threads: number;
  readonly command: string;
}

/** How a quantity grows along an axis: y ∝ x^exponent, fitted on logarithms over all points. */
export interface GrowthExponent {
  readonly what: "growth exponent";
  readonly of: "step" | "compile" | "memory";
  readonly over: GrowthAxis;
  readonly from: number;
  readonly to: number;
  /** 95 %, rounds drawn. */
  readonly exponent: Interval;
  /** Of the work alone, step only: what a step would have whose time is its operations. */
  readonly workExponent?: number;
  readonly command: string;
}

/** Neighbours along N or B: how much more time than work one has over the other. */
export interface GrowthExcess {
  readonly what: "growth excess";
  readonly over: "N" | "B";
  readonly from: number;
  readonly to: number;
  /**
   * (time ratio) ÷ (ratio of operations, those of attention's quadratic term included). Above 1
   * the step grew faster than linear in B·N plus that term. Of medians, rounds drawn, 95 %.
   */
  readonly excess: Interval;
  readonly worse: boolean;
  readonly command: string;
}

export interface Growth {
  readonly rows: readonly GrowthRow[];
  readonly exponents: readonly GrowthExponent[];
  readonly excesses: readonly GrowthExcess[];
}

export interface GrowthOptions {
  readonly bounds: GrowthBounds;
  readonly engine: EngineChoice;
  /** At least 2. */
  readonly rounds: number;
  /** Timed steps a round. */
  readonly steps: number;
  /** Holds the models while they are timed; the caller removes it. */
  readonly folder: string;
  readonly command: string;
  /** Runs one request in a fresh process; `loadRun`, but for tests. */
  readonly run: (request: LoadRequest) => Promise<LoadRun>;
  readonly onPoint?: (done: number, of: number) => void;
  readonly signal?: AbortSignal;
}

/** Untimed steps at the start of a round. */
const warmUpSteps = 2;
/** Time above the work's that is put down to noise and to caches left behind. */
export const growthAllowance = 1.15;

/**
 * Times every point of the grid, one round after another over the whole grid, so that a busy while
 * of the machine falls on all points of a round alike; then fits exponents.
 */
export async function growth(options: GrowthOptions): Promise<Growth> {
  const lines = growthLines(options.bounds);
  const points = distinct(lines.flatMap(({ points }) => points));
  const models = new Map<string, ModelFiles>();
  for (const { shape } of points) {
    const key = JSON.stringify(shape);
    if (!models.has(key)) models.set(key, await writeGrowthModel(options.folder, shape));
  }
  const measured = new Map(points.map((point) => [keyOf(point), [] as Measured[]]));
  for (let round = 0; round < options.rounds; round++) {
    for (const [at, point] of points.entries()) {
      options.signal?.throwIfAborted();
      options.onPoint?.(round * points.length + at, options.rounds * points.length);
      const run = await options.run({
        model: models.get(JSON.stringify(point.shape))!,
        engine: options.engine,
        size: point.size,
        steps: warmUpSteps + options.steps,
        sessions: 1,
      });
      measured.get(keyOf(point))!.push(measuredOf(run));
    }
  }
  const { command } = options;
  const samplesOf = (point: GrowthPoint) => measured.get(keyOf(point))!;
  return {
    rows: points.map((point) => rowOf(point, { samples: samplesOf(point), ...options })),
    exponents: lines.flatMap((line) => exponentsOf(line, { samplesOf, command })),
    excesses: lines.flatMap((line) => excessesOf(line, { samplesOf, command })),
  };
}

/** In words, whether any step is worse than linear in B·N below attention's quadratic term. */
export function growthVerdict({ excesses }: Pick<Growth, "excesses">): string {
  const worse = excesses.filter((one) => one.worse);
  if (worse.length === 0) {
    return `No step grows faster than linearly in B·N plus attention's quadratic term ` +
      `(${excesses.length} doublings, ${
        Math.round(100 * (growthAllowance - 1))
      } % allowed for noise).`;
  }
  const named = worse.map(({ over, from, to, excess }) =>
    `${over} ${from} → ${to}: ${excess.estimate.toFixed(2)} times the work's growth`
  );
  return `Worse than linear in B·N plus attention's quadratic term: ${named.join("; ")}.`;
}

interface Measured {
  readonly step: number;
  readonly compile: number;
  readonly memory: number;
}

function measuredOf(run: LoadRun): Measured {
  const before = phaseNamed(run, "graph").memory.anonymousBytes;
  return {
    step: median(run.stepsMilliseconds.slice(warmUpSteps)),
    compile: phaseNamed(run, "lowering").milliseconds + phaseNamed(run, "compile").milliseconds,
    // A collection in between may leave less than nothing; a page is the least there is.
    memory: Math.max(4096, run.memory.anonymousBytes - before),
  };
}

type SamplesOf = (point: GrowthPoint) => readonly Measured[];

function rowOf(
  { shape, size }: GrowthPoint,
  { samples, engine, command }: GrowthOptions & { readonly samples: readonly Measured[] },
): GrowthRow {
  const of = (key: keyof Measured) => samples.map((sample) => sample[key]);
  return {
    what: "growth",
    shape,
    B: size.batch,
    N: size.tokens,
    stepMilliseconds: of("step"),
    compileMilliseconds: of("compile"),
    memoryBytes: of("memory"),
    medianStepMilliseconds: median(of("step")),
    medianCompileMilliseconds: median(of("compile")),
    medianMemoryBytes: median(of("memory")),
    threads: engine.threads,
    command,
  };
}

function exponentsOf(
  { axis, points }: GrowthLine,
  { samplesOf, command }: { readonly samplesOf: SamplesOf; readonly command: string },
): GrowthExponent[] {
  const rounds = samplesOf(points[0]).map((_, round) => round);
  return (["step", "compile", "memory"] as const).map((of, index) => {
    const clusters = rounds.map((round) =>
      points.map((point) => ({ x: along(axis, point), y: samplesOf(point)[round][of] }))
    );
    const work = points.map((point) => ({ x: along(axis, point), y: workOf(point) }));
    const stream = pinnedStream("bootstrap", index);
    return {
      what: "growth exponent",
      of,
      over: axis,
      from: along(axis, points[0]),
      to: along(axis, points.at(-1)!),
      exponent: logLogSlopeInterval(clusters, { stream }),
      ...(of === "step" ? { workExponent: logLogSlope(work) } : {}),
      command,
    };
  });
}

function excessesOf(
  { axis, points }: GrowthLine,
  { samplesOf, command }: { readonly samplesOf: SamplesOf; readonly command: string },
): GrowthExcess[] {
  if (axis !== "N" && axis !== "B") return [];
  return points.slice(1).map((point, at) => {
    const before = points[at];
    const work = workOf(point) / workOf(before);
    const steps = (of: GrowthPoint) => samplesOf(of).map(({ step }) => step);
    const grown = ratioInterval(steps(point), steps(before), {
      stream: pinnedStream("bootstrap", at),
    });
    const excess = {
      estimate: grown.estimate / work,
      low: grown.low / work,
      high: grown.high / work,
    };
    return {
      what: "growth excess",
      over: axis,
      from: along(axis, before),
      to: along(axis, point),
      excess,
      worse: excess.low > growthAllowance,
      command,
    };
  });
}

function workOf({ shape, size }: GrowthPoint): number {
  const { linear, quadratic } = growthFlops(shape, size);
  return linear + quadratic;
}

const keyOf = (point: GrowthPoint) => JSON.stringify(point);

function distinct(points: readonly GrowthPoint[]): GrowthPoint[] {
  return [...new Map(points.map((point) => [keyOf(point), point])).values()];
}
