import { median } from "simple-statistics";
import {
  arrangementNamed,
  fitHalving,
  type FitState,
  type FitTask,
  type FittedText,
  lossTerms,
  numericNamed,
  type Slot,
} from "../proto/mod.ts";
import type { Checkpoint } from "../records/checkpoint.ts";
import { milliseconds, timed } from "../records/stopwatch.ts";
import type { Program } from "../runtime/mod.ts";
import { lent } from "../runtime/program_cache.ts";
import { compileStep } from "./compile_step.ts";
import { sameBitsForEveryBatch } from "./engine_choice.ts";
import { checkLength, type OpenModel } from "./open_model.ts";
import { informationOf, reconstructText } from "./read_one_text.ts";

/** Fits that share a graph, B at a time. */
export interface FitBatchRequest {
  readonly arrangement: string;
  readonly batch: number;
  readonly tokens: number;
  readonly numeric: string;
  /** Default: the session's own. */
  readonly threads?: number;
  readonly tasks: readonly FitTask[];
  /** Seconds between checkpoints. */
  readonly checkpointSeconds: number;
  /** What stands before a text when its information content is taken. */
  readonly startId: number;
}

/** Progress of fits, after every engine call. */
export interface StepEvent {
  readonly kind: "step";
  /** Wall time of the call and the host's optimiser, milliseconds. */
  readonly elapsedMilliseconds: number;
  readonly slots: readonly {
    readonly id: string;
    readonly steps: number;
    readonly accuracy: number;
    readonly bestAccuracy: number;
    readonly lossNats: number;
  }[];
}

/** Told while fits are at work. */
export type FitEvent =
  | StepEvent
  /** A program for B texts is ready: at the start, and whenever B changes. */
  | { readonly kind: "compiled"; readonly batch: number; readonly elapsedMilliseconds: number }
  /** Memory ran out; the fits go on B at a time. */
  | { readonly kind: "halved"; readonly batch: number }
  | {
    readonly kind: "restarted";
    readonly id: string;
    readonly seed: number;
    readonly accuracy: number;
    readonly steps: number;
  }
  | {
    readonly kind: "fitted";
    readonly fitted: FittedText;
    /** What the forward-only graph says from the fitted vectors. */
    readonly reconstructedIds: readonly number[];
    readonly informationNats: number;
    readonly elapsedSeconds: number;
    readonly stepMilliseconds: number;
  }
  | { readonly kind: "checkpoint"; readonly states: readonly Checkpoint[] };

/** Fits tasks and reads each back as it ends; gives the ids of those cut short by `stop`. */
export async function fitBatch(
  request: FitBatchRequest,
  opened: OpenModel & { readonly tell: (event: FitEvent) => void },
): Promise<string[]> {
  const { batch, tokens, tasks, checkpointSeconds, startId } = request;
  const { model, choice, fitPrograms, stop, tell } = opened;
  checkLength(tokens, opened);
  const arrangement = arrangementNamed(request.arrangement);
  // Texts side by side have recipes of one loss.
  const loss = lossTerms(tasks[0].recipe);
  const clock = fitClock();
  const compile = async (places: number): Promise<Program> => {
    const { threads = choice.threads } = request;
    const numeric = numericNamed(request.numeric);
    const terms = { arrangement, batch: places, tokens, ...loss, numeric, threads };
    const { value, elapsed } = await timed(() =>
      fitPrograms.get(
        JSON.stringify({ ...terms, arrangement: arrangement.name }),
        () => compileStep(opened, terms),
      )
    );
    tell({ kind: "compiled", batch: places, elapsedMilliseconds: elapsed });
    clock.restart();
    return lent(value);
  };
  const checkpoint = (slots: readonly Slot[]) =>
    tell({
      kind: "checkpoint",
      states: slots.map(({ task: { id }, state }) => ({
        id,
        state,
        elapsedSeconds: clock.secondsOf(id),
      })),
    });
  let saved = milliseconds();
  const unfinished = await fitHalving(tasks, {
    compile,
    onHalved: (places) => tell({ kind: "halved", batch: places }),
    batch,
    shrinks: sameBitsForEveryBatch(choice),
    tokens,
    vectors: arrangement.vectors,
    width: model.config.width,
    stop,
    onRestart: ({ id }, { seed, attempt: { accuracy, steps } }) =>
      tell({ kind: "restarted", id, seed, accuracy, steps }),
    onFitted: async (fitted) => {
      const { task: { id, targets }, proto } = fitted;
      const reading = { arrangement: arrangement.name, tokens, proto };
      tell({
        kind: "fitted",
        fitted,
        reconstructedIds: await reconstructText(reading, opened),
        informationNats: await informationOf({ ids: targets, startId }, opened),
        elapsedSeconds: clock.secondsOf(id),
        stepMilliseconds: clock.medianMilliseconds(),
      });
      // Reading back is no part of the next step.
      clock.restart();
    },
    onStep: (slots) => {
      const elapsedMilliseconds = clock.step(slots.map(({ task: { id } }) => id));
      tell({ kind: "step", elapsedMilliseconds, slots: slots.map(progressOf) });
      if (milliseconds() - saved > checkpointSeconds * 1000) {
        saved = milliseconds();
        checkpoint(slots.filter(({ state }) => !hasEnded(state)));
      }
    },
  });
  if (unfinished.length > 0) checkpoint(unfinished);
  return unfinished.map(({ task }) => task.id);
}

/** Wall time of engine calls, shared out among the fits of each. */
function fitClock() {
  const calls: number[] = [];
  const spentSeconds = new Map<string, number>();
  let last = milliseconds();
  return {
    /** From now on the next step counts. */
    restart() {
      last = milliseconds();
    },
    /** Ends a step of these fits; gives its milliseconds. */
    step(ids: readonly string[]): number {
      const now = milliseconds();
      const elapsed = now - last;
      last = now;
      calls.push(elapsed);
      for (const id of ids) {
        spentSeconds.set(id, (spentSeconds.get(id) ?? 0) + elapsed / 1000 / ids.length);
      }
      return elapsed;
    },
    secondsOf: (id: string) => spentSeconds.get(id) ?? 0,
    medianMilliseconds: () => calls.length === 0 ? 0 : median(calls),
  };
}

const hasEnded = ({ attempts }: FitState) =>
  attempts.length > 0 && attempts.at(-1)!.outcome !== "stalled";

function progressOf({ task, state }: Slot) {
  const sample = state.trajectory.samples.at(-1);
  return {
    id: task.id,
    steps: state.steps,
    accuracy: sample?.accuracy ?? 0,
    bestAccuracy: Math.max(0, state.bestAccuracy),
    lossNats: sample?.lossNats ?? NaN,
  };
}
