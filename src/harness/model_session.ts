import type { EngineChoice } from "../experiments/engine_choice.ts";
import type { FitEvent } from "../experiments/fit_batch.ts";
import type { ModelFiles } from "../models/mod.ts";
import type {
  ModelFacts,
  OpenRequest,
  SessionAnswer,
  SessionEvent,
  Work,
  WorkRequest,
  Works,
} from "./session_messages.ts";

/** A model at work in its own thread. Requests are answered one after another. */
export interface ModelSession extends Disposable {
  /** D, the embedding width. */
  readonly width: number;
  /** Longest sequence of the model. */
  readonly context: number;
  readonly bosId: number | null;
  /** Fits tasks; resolves to the ids of those unfinished because of {@link stop}. */
  fit(request: FitRequest, onEvent: (event: FitEvent) => void): Promise<string[]>;
  reconstruct(request: Asked<"reconstruct">): Promise<number[]>;
  /** The N ids of each of several texts of one length. */
  reconstructTexts(request: Asked<"reconstructTexts">): Promise<number[][]>;
  /** H_LM of the ids after `startId`, nats. */
  informationNats(request: Asked<"information">): Promise<number>;
  /** Logits [V] after some ids. */
  nextLogits(request: Asked<"nextLogits">): Promise<Float32Array>;
  /** Runs one job of a kind other than "fit". Stopped, it fails with an error named "Stopped". */
  runJob(
    request: Asked<"job">,
    onProgress: (event: SessionEvent & { kind: "progress" }) => void,
  ): Promise<Works["job"]["answer"]>;
  /** Samples of curvature along fits; null where it was stopped. */
  sampleCurvature(
    request: Asked<"sampleCurvature">,
    onProgress: (event: SessionEvent & { kind: "progress" }) => void,
  ): Promise<Works["sampleCurvature"]["answer"]>;
  /** Whether it was disposed. */
  readonly closed: boolean;
  /** Asks the fit or job that runs, or the next one where none does, to end at its step. */
  stop(): void;
}

type Asked<W extends Work> = Works[W]["request"];
export type FitRequest = Asked<"fit">;

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
    message: OpenRequest | WorkRequest,
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
    worker.postMessage(message);
    return Promise.race([promise, dead]);
  };
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(send: () => Promise<T>): Promise<T> => {
    const answer = turn.then(send);
    turn = answer.catch(() => {});
    return answer;
  };
  const ask = <W extends Work>(
    work: W,
    request: Works[W]["request"],
    onEvent: (event: SessionEvent) => void = () => {},
  ): Promise<Works[W]["answer"]> => inTurn(() => send({ work, request }, onEvent));
  const stoppable = async <W extends Work>(
    work: W,
    request: Works[W]["request"],
    onEvent: (event: SessionEvent) => void,
  ): Promise<Works[W]["answer"]> => {
    try {
      return await ask(work, request, onEvent);
    } finally {
      // It was this request's.
      Atomics.store(stopFlag, 0, 0);
    }
  };
  try {
    const facts = await inTurn(() => send<ModelFacts>({ model, engine, stop }, () => {}));
    return {
      ...facts,
      get closed() {
        return closed;
      },
      fit: (request, onEvent) =>
        stoppable("fit", request, (event) => {
          if (event.kind !== "progress") onEvent(event);
        }),
      runJob: (request, onProgress) =>
        stoppable("job", request, (event) => {
          if (event.kind === "progress") onProgress(event);
        }),
      sampleCurvature: (request, onProgress) =>
        stoppable("sampleCurvature", request, (event) => {
          if (event.kind === "progress") onProgress(event);
        }),
      reconstruct: (request) => ask("reconstruct", request),
      reconstructTexts: (request) => ask("reconstructTexts", request),
      informationNats: (request) => ask("information", request),
      nextLogits: (request) => ask("nextLogits", request),
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
