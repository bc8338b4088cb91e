import { isOutOfMemory, type Program } from "../runtime/mod.ts";
import { fitAll, type FitOptions, type FitState, type FitTask, type Slot } from "./fit.ts";

export interface FitHalvingOptions extends Omit<FitOptions, "program" | "sparseCalls"> {
  /** A program of {@link fitGraph} for B texts. Disposed of when it is done with. */
  readonly compile: (batch: number) => Promise<Program>;
  /** The largest B. */
  readonly batch: number;
  /**
   * Whether B shrinks to the texts there are. To be set only where an engine's bits are the same
   * for every B: a fit's own would else depend on who is fitted beside it. Default: no.
   */
  readonly shrinks?: boolean;
  /** Memory ran out and the fits go on B at a time. */
  readonly onHalved?: (batch: number) => void;
}

/**
 * Tokens computed, half of them or more for nothing, before B shrinks: about what compiling anew
 * costs. Shrinking sooner would not pay where the last fits are about to end, later would cost the
 * more. Counted in tokens, not in seconds, so that it is the same in every run.
 */
const sparseTokens = 1024;

/**
 * {@link fitAll}, which halves B where the engine runs out of memory, at compiling or at a step;
 * and, if it `shrinks`, where there are fewer texts, at the start or for a while with none waiting.
 * The fits go on from the same states: a step that failed has changed none of them.
 *
 * @returns slots unfinished because `stop` said so; empty when all is done
 * @throws RangeError where not even B = 1 has room
 */
export async function fitHalving(
  tasks: readonly FitTask[],
  { compile, onHalved, shrinks = false, ...options }: FitHalvingOptions,
): Promise<Slot[]> {
  let pending = tasks;
  let stopped = false;
  for (let most = options.batch;;) {
    const batch = shrinks ? Math.min(most, placesFor(pending.length)) : most;
    const states = new Map<FitTask, FitState>();
    const ended = new Set<FitTask>();
    try {
      await using program = await guarded(() => compile(batch));
      const left = await fitAll(pending, {
        ...options,
        batch,
        sparseCalls: shrinks && batch > 1
          ? Math.ceil(sparseTokens / (batch * options.tokens))
          : Infinity,
        stop: () => stopped = options.stop?.() ?? false,
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
      if (stopped || left.length === 0) return left;
    } catch (error) {
      if (!(error instanceof OutOfMemory)) throw error;
      if (batch === 1) {
        throw new RangeError(
          `Cannot fit ${options.tokens} tokens: memory runs out even one text at a time, want a ` +
            `shorter text, a smaller model or a device with more memory`,
          { cause: error.cause },
        );
      }
      most = Math.ceil(batch / 2);
      onHalved?.(most);
    }
    pending = pending.filter((task) => !ended.has(task)).map((task) => {
      const resume = states.get(task) ?? task.resume;
      return resume === undefined ? task : { ...task, resume };
    });
  }
}

/** The smallest power of two that takes all texts: few sizes, each compiled once. */
const placesFor = (texts: number) => 2 ** Math.ceil(Math.log2(Math.max(1, texts)));

/** Of the engine's call itself: running out elsewhere, in a callback, is not B's fault. */
class OutOfMemory extends Error {}

async function guarded<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw isOutOfMemory(cause) ? new OutOfMemory("", { cause }) : cause;
  }
}
