import type { EngineChoice } from "../experiments/engine_choice.ts";
import type { ModelFiles } from "../models/mod.ts";
import type { DecodingContestant, DecodingRun } from "../peers/decoding_contestant.ts";
import type { OwnDecodingRequest } from "./own_decoding_messages.ts";
import { startTimedWorker } from "./timed_worker.ts";

/**
 * Both of our ways to N tokens, in one worker: one pass first, then greedy decoding. Disposing of
 * either closes the worker.
 */
export async function openOwnDecoding(
  model: ModelFiles,
  engine: EngineChoice,
): Promise<DecodingContestant[]> {
  const url = new URL("./own_decoding_worker.ts", import.meta.url);
  await using opening = new AsyncDisposableStack();
  const worker = opening.use(startTimedWorker<OwnDecodingRequest>(url));
  await worker.ask({ kind: "open", model, engine });
  const kept = opening.move();
  return (["one pass", "autoregressive"] as const).map((way) => ({
    name: "onepass",
    way,
    about: engine,
    prepare: async (work) => void await worker.ask({ kind: "prepare", work }),
    run: async (work) => await worker.ask({ kind: "run", way, work }) as DecodingRun,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }));
}
