import { join } from "node:path";
import type { EngineChoice } from "../experiments/engine_choice.ts";
import { fixtureSettings } from "../fixtures/mod.ts";
import type { ReadyModel } from "../models/load.ts";
import { readConfig } from "../models/mod.ts";
import { type BatchChoice, type BatchChoiceOptions, chooseBatch } from "./batch_choice.ts";
import { stepProbe } from "./batch_probe.ts";

/** Where this machine's choices of B and threads are kept. */
export function batchFolder(): string {
  return join(fixtureSettings().cacheFolder, "batch");
}

/** B and threads for fits of N tokens of a model: measured once on this machine, then kept. */
export async function batchFor(
  { ready, engine }: { readonly ready: ReadyModel; readonly engine: EngineChoice },
  wanted: Pick<BatchChoiceOptions, "tokens" | "texts" | "threads" | "onPoint">,
): Promise<BatchChoice> {
  return await chooseBatch({
    ...wanted,
    model: ready,
    engine,
    context: readConfig(ready.config).context,
    folder: batchFolder(),
    probe: stepProbe(ready, engine),
  });
}
