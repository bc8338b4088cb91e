import type { EngineChoice } from "../experiments/engine_choice.ts";
import type { CommonStarts } from "../experiments/ready_recipe.ts";
import type { ModelSession } from "../harness/model_session.ts";
import type { ReadyModel } from "../models/load.ts";
import type { ModelConfig } from "../models/mod.ts";
import type { Model } from "./model.ts";

/** What an open model holds, for the library's own functions. */
export interface Opened {
  readonly ready: ReadyModel;
  readonly config: ModelConfig;
  readonly engine: EngineChoice;
  /** As the caller fixed them; undefined: what is fastest for the fits at hand. */
  readonly threads: number | undefined;
  /** Where recipes begin that name vectors found before. */
  readonly starts: CommonStarts;
  readonly session: ModelSession;
  /** Aborts when the model is closed. */
  readonly closing: AbortSignal;
  /** Gives the session to one run of fits after another. */
  readonly turns: Turns;
}

/** Work that is done one after another. */
export interface Turns {
  /** Does the work once all before it has ended; rejects where the signal aborts first. */
  take<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
  /** Resolves when nothing is at work or waiting. */
  over(): Promise<void>;
}

/** A queue of its own. */
export function turns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return {
    take(work, signal) {
      const before = last;
      const mine = settledOrAborted(before, signal).then(work);
      // Who gives up waiting lets nobody past those before.
      last = Promise.allSettled([before, mine]);
      return mine;
    },
    async over() {
      await last;
    },
  };
}

async function settledOrAborted(before: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort);
  try {
    signal.throwIfAborted();
    await Promise.race([before, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

const known = new WeakMap<Model, Opened>();

/** Remembers what a model holds. */
export function keepOpened(model: Model, opened: Opened): void {
  known.set(model, opened);
}

/**
 * What an open model holds.
 *
 * @throws TypeError where it is no model
 */
export function openedOf(model: Model, { to }: { readonly to: string }): Opened {
  const opened = typeof model === "object" && model !== null ? known.get(model) : undefined;
  if (opened === undefined) {
    throw new TypeError(`Cannot ${to}: want a model as openModel() gives it`);
  }
  if (opened.session.closed) throw new TypeError(`Cannot ${to}: model "${model.id}" is closed`);
  return opened;
}
