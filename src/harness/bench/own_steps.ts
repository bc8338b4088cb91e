import type { EngineChoice } from "../engine_choice.ts";
import type { SessionModel } from "../session_messages.ts";
import type { Contestant, StepRun } from "./contestant.ts";
import type { OwnStepsAnswer, OwnStepsRequest } from "./own_steps_messages.ts";

/** Our own fit step, in a worker: the engine's threads sleep while someone else is timed. */
export async function openOwnSteps(
  model: SessionModel,
  engine: EngineChoice,
): Promise<Contestant> {
  const worker = new Worker(new URL("./own_steps_worker.ts", import.meta.url), { type: "module" });
  const ask = (request: OwnStepsRequest): Promise<unknown> => {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    worker.onmessage = ({ data }: MessageEvent<OwnStepsAnswer>) =>
      data.kind === "done" ? resolve(data.value) : reject(new Error(data.message));
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(`Cannot go on: the timed worker died, ${event.message}`));
    };
    worker.postMessage(request);
    return promise;
  };
  const close = () => Promise.resolve(worker.terminate());
  try {
    await ask({ kind: "open", model, engine });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    name: "onepass",
    about: engine,
    prepare: async (size) => void await ask({ kind: "prepare", size }),
    run: async (work) => await ask({ kind: "run", work }) as StepRun,
    [Symbol.asyncDispose]: close,
  };
}
