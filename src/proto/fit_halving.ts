import { isOutOfMemory, type Program } from "../runtime/mod.ts";
import { fitAll, type FitOptions, type FitState, type FitTask, type Slot } from "./fit.ts";

export interface FitHalvingOptions extends Omit<FitOptions, "program"> {
  /** A program of {@link fitGraph} for B texts. Disposed of when it is done with. */
  readonly compile: (batch: number) => Promise<Program>;
  /** The B tried first. */
  readonly batch: number;
  /** Memory ran out and the fits go on B at a time. */
  readonly onHalved?: (batch: number) => void;
}

/**
 * {@link fitAll}, which halves B where the engine runs out of memory, at compiling or at a step,
 * and goes on from the same states: a step that failed has changed none of them.
 *
 * @returns slots unfinished because `stop` said so; empty when all is done
 * @throws RangeError where not even B = 1 has room
 */
export async function fitHalving(
  tasks: readonly FitTask[],
  { compile, onHalved, ...options }: FitHalvingOptions,
): Promise<Slot[]> {
  let pending = tasks;
  for (let { batch } = options;;) {
    const states = new Map<FitTask, FitState>();
    const ended = new Set<FitTask>();
    try {
      await using program = await guarded(() => compile(batch));
      return await fitAll(pending, {
        ...options,
        batch,
        program: {
          run: (feeds) => guarded(() => program.run(feeds)),
          [Symbol.asyncDispose]: () => Promise.resolve(),
        },
        onStep: (slots) => {
          for (const { task, state } of slots) states.set(task, state);
          return options.onStep?.(slots);
        },
        onFitted: (fitted) => {
          ended.add(fitted.task);
          return options.onFitted?.(fitted);
        },
      });
    } catch (error) {
      if (!(error instanceof OutOfMemory)) throw error;
      if (batch === 1) {
        throw new RangeError(
          `Cannot fit ${options.tokens} tokens: memory runs out even one text at a time, want a ` +
            `shorter text, a smaller model or a device with more memory`,
          { cause: error.cause },
        );
      }
    }
    pending = pending.filter((task) => !ended.has(task)).map((task) => {
      const resume = states.get(task) ?? task.resume;
      return resume === undefined ? task : { ...task, resume };
    });
    batch = Math.ceil(batch / 2);
    onHalved?.(batch);
  }
}

/** Of the engine's call itself: running out elsewhere, in a callback, is not B's fault. */
class OutOfMemory extends Error {}

async function guarded<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw isOutOfMemory(cause) ? new OutOfMemory("", { cause }) : cause;
  }
}
