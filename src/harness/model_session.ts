import type { EngineChoice } from "../experiments/engine_choice.ts";
import type { FitTask } from "../proto/mod.ts";
import type {
  SessionAnswer,
  SessionEvent,
  SessionRequest,
  ThroughputSamples,
} from "./session_messages.ts";
import type { ModelFiles } from "../models/mod.ts";

/** A model at work in its own thread. Requests are answered one after another. */
export interface ModelSession extends Disposable {
  /** D, the embedding width. */
  readonly width: number;
  /** Longest sequence of the model. */
  readonly context: number;
  readonly bosId: number | null;
  /** Fits tasks; resolves to the ids of those unfinished because of {@link stop}. */
  fit(request: FitRequest, onEvent: (event: SessionEvent) => void): Promise<string[]>;
  reconstruct(request: Omitted<"reconstruct">): Promise<number[]>;
  /** H_LM of the ids after `startId`, nats. */
  informationNats(request: Omitted<"information">): Promise<number>;
  /** Logits [V] after some ids. */
  nextLogits(request: Omitted<"nextLogits">): Promise<Float32Array>;
  throughput(request: Omitted<"throughput">): Promise<ThroughputSamples>;
  /** Runs one job of an experiment. Stopped, it fails with an error named "Stopped". */
  experiment<R>(
    request: Omitted<"experiment">,
    onProgress: (event: SessionEvent & { kind: "progress" }) => void,
  ): Promise<R>;
  /** Whether it was disposed. */
  readonly closed: boolean;
  /** Asks the fit that runs, or the next one where none does, to checkpoint and end at its step. */
  stop(): void;
}

type Omitted<K extends SessionRequest["kind"]> = Omit<SessionRequest & { kind: K }, "kind">;
export type FitRequest = Omitted<"fit"> & { readonly tasks: readonly FitTask[] };

/** Starts the worker and opens the model in it. */
export async function openSession(
  model: ModelFiles,
  engine: EngineChoice,
): Promise<ModelSession> {
  const worker = new Worker(new URL("./session_worker.ts", import.meta.url), { type: "module" });
  const stop = new SharedArrayBuffer(4);
  const stopFlag = new Int32Array(stop);
  const { promise: dead, reject: die } = Promise.withResolvers<never>();
  dead.catch(() => {});
  worker.onerror = (event) => {
    event.preventDefault();
    die(new Error(`Cannot go on: the model's worker died, ${event.message}`));
  };
  let closed = false;
  const close = () => {
    closed = true;
    worker.terminate();
    die(new Error("Cannot go on: the model's session is closed"));
  };
  const send = <T>(
    request: SessionRequest,
    onEvent: (event: SessionEvent) => void,
  ): Promise<T> => {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    worker.onmessage = ({ data }: MessageEvent<SessionEvent | SessionAnswer>) => {
      if (data.kind === "answer") return resolve(data.value as T);
      if (data.kind === "failed") return reject(revived(data));
      try {
        onEvent(data);
      } catch (error) {
        reject(error);
      }
    };
    worker.postMessage({ request, stop });
    return Promise.race([promise, dead]);
  };
  let turn: Promise<unknown> = Promise.resolve();
  const ask = <T>(
    request: SessionRequest,
    onEvent: (event: SessionEvent) => void = () => {},
  ): Promise<T> => {
    const answer = turn.then(() => send<T>(request, onEvent));
    turn = answer.catch(() => {});
    return answer;
  };
  try {
    const facts = await ask<{ width: number; context: number; bosId: number | null }>({
      kind: "open",
      model,
      engine,
    });
    const stoppable = async <T>(
      request: SessionRequest,
      onEvent: (event: SessionEvent) => void,
    ) => {
      try {
        return await ask<T>(request, onEvent);
      } finally {
        // It was this request's.
        Atomics.store(stopFlag, 0, 0);
      }
    };
    return {
      ...facts,
      get closed() {
        return closed;
      },
      fit: (request, onEvent) => stoppable({ kind: "fit", ...request }, onEvent),
      experiment: (request, onProgress) =>
        stoppable({ kind: "experiment", ...request }, (event) => {
          if (event.kind === "progress") onProgress(event);
        }),
      reconstruct: (request) => ask({ kind: "reconstruct", ...request }),
      informationNats: (request) => ask({ kind: "information", ...request }),
      nextLogits: (request) => ask({ kind: "nextLogits", ...request }),
      throughput: (request) => ask({ kind: "throughput", ...request }),
      stop: () => void Atomics.store(stopFlag, 0, 1),
      [Symbol.dispose]: close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** The worker's error in this thread, of the kind it was. */
function revived({ name, message }: SessionAnswer & { kind: "failed" }): Error {
  if (name === "RangeError") return new RangeError(message);
  if (name === "TypeError") return new TypeError(message);
  if (name === "SyntaxError") return new SyntaxError(message);
  return Object.assign(new Error(message), { name });
}
