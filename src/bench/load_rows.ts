import { median } from "simple-statistics";
import type { ResidentMemory } from "./load_memory.ts";
import { type LoadRequest, type LoadRun, loadRun, phaseNamed } from "./load_run.ts";

/** From a fresh process to the end of its first fit step, several times. */
export interface LoadRow {
  readonly what: "model load";
  readonly model: string;
  readonly weights: "mapped" | "packed" | "engine's own";
  readonly B: number;
  readonly N: number;
  readonly threads: number;
  /** Each from the module's first statement to the end of the first step. */
  readonly samplesMilliseconds: readonly number[];
  readonly medianMilliseconds: number;
  readonly minMilliseconds: number;
  /** The same with Deno's own start. */
  readonly medianMillisecondsWithDeno: number;
  /** Medians. */
  readonly phases: readonly { readonly name: string; readonly milliseconds: number }[];
  /** Of the steps after the first. */
  readonly medianLaterStepMilliseconds: number;
  readonly weightBytes: number;
  /** Largest of the runs. */
  readonly peakBytes: number;
  /** What the steps added to the process's own memory, least of the runs. */
  readonly activationBytes: number;
  /** The peak without activations, which depend on B·N and not on how weights are held. */
  readonly peakOverWeights: number;
  /** After the steps, and with another session of the process beside: the last run's. */
  readonly memory: ResidentMemory;
  readonly memoryOfTwoSessions: ResidentMemory;
  readonly command: string;
}

/** Loads with weights mapped and packed in turns; one row each. One of an engine without a choice. */
export async function loadRows(
  request: Omit<LoadRequest, "steps" | "sessions" | "model"> & { readonly model: string },
  { repetitions, command, onRun, signal }: {
    readonly repetitions: number;
    readonly command: string;
    readonly onRun?: (run: number) => void;
    readonly signal?: AbortSignal;
  },
): Promise<LoadRow[]> {
  const { engine } = request;
  const engines = engine.engine === "onnxruntime"
    ? (["mapped", "packed"] as const).map((weights) => ({ ...engine, weights }))
    : [engine];
  const runs = engines.map(() => [] as Awaited<ReturnType<typeof loadRun>>[]);
  // One run of each more: the first finds cold pages and code not yet cached.
  for (let round = -1; round < repetitions; round++) {
    for (const [at, engine] of engines.entries()) {
      signal?.throwIfAborted();
      onRun?.(round);
      const run = await loadRun({ ...request, engine, steps: 4, sessions: 2 });
      if (round >= 0) runs[at].push(run);
    }
  }
  return engines.map((engine, at) => {
    const of = runs[at];
    const last = of.at(-1)!;
    const samples = of.map(({ elapsedMilliseconds }) => elapsedMilliseconds);
    const peakBytes = Math.max(...of.map(({ memory }) => memory.peakBytes));
    const activationBytes = Math.min(...of.map(activationsOf));
    return {
      what: "model load",
      model: request.model,
      weights: engine.engine === "onnxruntime" ? engine.weights : "engine's own",
      B: request.size.batch,
      N: request.size.tokens,
      threads: engine.threads,
      samplesMilliseconds: samples,
      medianMilliseconds: median(samples),
      minMilliseconds: Math.min(...samples),
      medianMillisecondsWithDeno: median(
        of.map((run) => run.startMilliseconds + run.elapsedMilliseconds),
      ),
      phases: last.phases.map(({ name }, phase) => ({
        name,
        milliseconds: median(of.map(({ phases }) => phases[phase].milliseconds)),
      })),
      medianLaterStepMilliseconds: median(
        of.flatMap(({ stepsMilliseconds }) => stepsMilliseconds.slice(1)),
      ),
      weightBytes: last.weightBytes,
      peakBytes,
      activationBytes,
      peakOverWeights: (peakBytes - activationBytes) / last.weightBytes,
      memory: last.memory,
      memoryOfTwoSessions: last.memoryOfMoreSessions[0],
      command,
    };
  });
}

function activationsOf(run: LoadRun): number {
  const compiled = phaseNamed(run, "compile").memory;
  return Math.max(0, run.memory.anonymousBytes - compiled.anonymousBytes);
}
