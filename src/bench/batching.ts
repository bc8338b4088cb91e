import { median } from "simple-statistics";
import { type FitTask, type FittedText, recipeNamed } from "../proto/mod.ts";
import { pinnedStream, seeds } from "../random/mod.ts";
import type { ModelSession } from "../harness/model_session.ts";
import { type Interval, ratioInterval } from "../statistics/ratio_interval.ts";
import { type BatchAgreement, batchAgreement, mustRepeat } from "./batch_agreement.ts";
import type { BatchingText } from "./batching_texts.ts";

/** The same fits, B at a time. */
export interface BatchingRow {
  readonly what: "batching";
  readonly model: string;
  readonly B: number;
  readonly N: number;
  readonly threads: number;
  readonly texts: number;
  /** Optimiser steps of all texts together; the same for every B. */
  readonly steps: number;
  /** Share of the places that a fit was in, over all engine calls, 0…1. */
  readonly filledShare: number;
  /**
   * A sum a round: engine calls, the host's optimiser, and compiling for fewer places near the end;
   * the first compiling and reading back left out.
   */
  readonly roundsMilliseconds: readonly number[];
  readonly medianMilliseconds: number;
  readonly fitsPerSecond: number;
  /** Fits a second over those one at a time, medians of rounds timed in turn, 95 %. */
  readonly ratioToOneAtATime: Interval;
  /** How far what came out is what comes out one at a time. */
  readonly agreement: BatchAgreement;
  readonly command: string;
}

export interface BatchingOptions {
  readonly session: ModelSession;
  readonly model: string;
  readonly texts: readonly BatchingText[];
  /** B, in the order of each round; one at a time is added where it is missing. */
  readonly batches: readonly number[];
  /** Mean optimiser steps a text; each has its own number, half of it to half as many again. */
  readonly meanSteps: number;
  /** At least 2. */
  readonly rounds: number;
  readonly threads: number;
  readonly command: string;
  readonly onTurn?: (batch: number, round: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Fits a second, B at a time against one at a time: the scheduler of every run, slots refilled as
 * texts leave. The texts leave at steps drawn beforehand, the same for every B, so that the ratio is
 * of work done and not of luck. Every B takes its turn in every round.
 *
 * @throws RangeError where a B's fits start or repeat otherwise than they should
 */
export async function batching(options: BatchingOptions): Promise<BatchingRow[]> {
  const { texts, rounds, model, threads, command, signal } = options;
  const tokens = texts[0].targets.length;
  const batches = options.batches.includes(1) ? options.batches : [1, ...options.batches];
  const tasks = tasksOf(options);
  const stop = () => options.session.stop();
  signal?.addEventListener("abort", stop);
  const turns = new Map(batches.map((batch) => [batch, [] as Turn[]]));
  try {
    for (let round = 0; round < rounds; round++) {
      for (const batch of batches) {
        options.onTurn?.(batch, round);
        const turn = await runTurn(tasks, { ...options, batch });
        signal?.throwIfAborted();
        const before = turns.get(batch)!;
        if (before.length > 0) mustRepeat(before[0].fitted, turn.fitted, batch);
        before.push(turn);
      }
    }
  } finally {
    signal?.removeEventListener("abort", stop);
  }
  const [alone] = turns.get(1)!;
  const times = (batch: number) => turns.get(batch)!.map(({ milliseconds }) => milliseconds);
  return batches.map((batch) => {
    const [{ fitted, places }] = turns.get(batch)!;
    const roundsMilliseconds = times(batch);
    const medianMilliseconds = median(roundsMilliseconds);
    return {
      what: "batching",
      model,
      B: batch,
      N: tokens,
      threads,
      texts: texts.length,
      steps: [...fitted.values()].reduce((sum, { steps }) => sum + steps, 0),
      filledShare: places.filled / places.all,
      roundsMilliseconds,
      medianMilliseconds,
      fitsPerSecond: texts.length / (medianMilliseconds / 1000),
      ratioToOneAtATime: ratioInterval(times(1), roundsMilliseconds, {
        stream: pinnedStream("bootstrap", batch),
      }),
      agreement: batchAgreement(alone.fitted, fitted),
      command,
    };
  });
}

function tasksOf({ texts, meanSteps }: BatchingOptions): FitTask[] {
  const draw = pinnedStream("bench", meanSteps);
  const least = Math.ceil(meanSteps / 2);
  return texts.map(({ id, targets }, index) => ({
    id,
    targets,
    seed: seeds.bench.seed,
    index,
    recipe: recipeNamed("open", { maxSteps: least + draw.integer(2 * (meanSteps - least) + 1) }),
  }));
}

/** All texts once, B at a time. */
interface Turn {
  readonly milliseconds: number;
  readonly fitted: ReadonlyMap<string, FittedText>;
  readonly places: { readonly filled: number; readonly all: number };
}

async function runTurn(
  tasks: readonly FitTask[],
  { session, batch }: BatchingOptions & { readonly batch: number },
): Promise<Turn> {
  const request = {
    arrangement: "[e][m]×(N−1)",
    batch,
    tokens: tasks[0].targets.length,
    numeric: "float32",
    checkpointSeconds: Infinity,
    startId: session.bosId ?? 0,
  } as const;
  // Untimed: compiles, and fills the places for a few steps.
  const warmUp = tasks.slice(0, batch).map((task) => ({
    ...task,
    recipe: recipeNamed("open", { maxSteps: 2 }),
  }));
  await session.fit({ ...request, tasks: warmUp }, () => {});
  let milliseconds = 0;
  const fitted = new Map<string, FittedText>();
  const places = { filled: 0, all: 0 };
  let open = batch;
  await session.fit({ ...request, tasks }, (event) => {
    if (event.kind === "fitted") fitted.set(event.fitted.task.id, event.fitted);
    if (event.kind === "halved") {
      throw new RangeError(
        `Cannot time ${batch} texts at a time: memory ran out, want smaller --batch`,
      );
    }
    if (event.kind === "compiled") {
      open = event.batch;
      if (places.all > 0) milliseconds += event.elapsedMilliseconds;
    }
    if (event.kind !== "step") return;
    milliseconds += event.elapsedMilliseconds;
    places.filled += event.slots.length;
    places.all += open;
  });
  return { milliseconds, fitted, places };
}
