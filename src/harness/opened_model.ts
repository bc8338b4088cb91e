import { openEngine } from "../experiments/engine_choice.ts";
import type { OpenModel } from "../experiments/open_model.ts";
import { openModel } from "../models/mod.ts";
import type { Engine } from "../runtime/mod.ts";
import { programCache } from "../runtime/program_cache.ts";
import type { OpenRequest } from "./session_messages.ts";

/** Below it a model is small beside what the programs themselves take, bytes. */
const smallModel = 2 ** 28;

/**
 * Opens a model and its engine in this thread: what every worker that computes begins with. Without a
 * `stop` nobody ends its work.
 */
export async function openedModel(
  { model: files, engine: choice, stop = new SharedArrayBuffer(4) }:
    & Pick<OpenRequest, "model" | "engine">
    & Partial<Pick<OpenRequest, "stop">>,
): Promise<OpenModel> {
  const model = await openModel(files.weights, files.config);
  const stopFlag = new Int32Array(stop);
  const engines = new Map<string, Promise<Engine>>();
  const engineOn: OpenModel["engineOn"] = ({ numeric = "float32", threads = choice.threads }) => {
    const key = `${numeric} ${threads}`;
    const opened = engines.get(key) ?? openEngine({ ...choice, threads }, { numeric });
    engines.set(key, opened);
    return opened;
  };
  await engineOn({});
  return {
    model,
    choice,
    engineOn,
    fitPrograms: programCache(await weightBytes(files.weights) < smallModel ? 8 : 1),
    readPrograms: programCache(6),
    timedPrograms: programCache(2),
    stop: () => Atomics.load(stopFlag, 0) === 1,
  };
}

async function weightBytes(path: string): Promise<number> {
  const info = await Deno.stat(path);
  // A folder of shards is no small model.
  return info.isFile ? info.size : Infinity;
}
