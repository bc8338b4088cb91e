import type { EngineChoice } from "../experiments/engine_choice.ts";
import type { ModelFiles } from "../models/mod.ts";
import type { Contestant, StepRun } from "./contestant.ts";
import type { OwnStepsRequest } from "./own_steps_messages.ts";
import { startTimedWorker } from "./timed_worker.ts";

/** Our own fit step, in a worker: the engine's threads sleep while someone else is timed. */
export async function openOwnSteps(
  model: ModelFiles,
  engine: EngineChoice,
): Promise<Contestant> {
  const url = new URL("./own_steps_worker.ts", import.meta.url);
  await using opening = new AsyncDisposableStack();
  const worker = opening.use(startTimedWorker<OwnStepsRequest>(url));
  await worker.ask({ kind: "open", model, engine });
  const kept = opening.move();
  return {
    name: "onepass",
    about: engine,
    prepare: async (size) => void await worker.ask({ kind: "prepare", size }),
    run: async (work) => await worker.ask({ kind: "run", work }) as StepRun,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
