import { join } from "node:path";
import { fixtureSettings } from "../fixtures/mod.ts";
import { type BatchChoice, chooseBatch } from "../bench/batch_choice.ts";
import { stepProbe } from "../bench/batch_probe.ts";
import type { EngineChoice } from "../experiments/engine_choice.ts";
import { readConfig } from "../models/mod.ts";
import type { ReadyModel } from "../models/load.ts";
import type { Talk } from "./_talk.ts";

/** Where this machine's choices of B and threads are kept. */
export function batchFolder(): string {
  return join(fixtureSettings().cacheFolder, "batch");
}

/** B and threads for fits of N tokens, telling when they have to be measured first. */
export async function chosenBatch(
  { ready, engine }: { readonly ready: ReadyModel; readonly engine: EngineChoice },
  { tokens, texts, threads, talk }: {
    readonly tokens: number;
    readonly texts?: number;
    readonly threads?: readonly number[];
    readonly talk: Talk;
  },
): Promise<BatchChoice> {
  let told = false;
  // Nothing of this is seen where the choice was made before.
  talk.waiting(`  measuring how many texts of N = ${tokens} fit fastest together`);
  return await chooseBatch({
    model: ready,
    engine,
    tokens,
    context: readConfig(ready.config).context,
    texts,
    threads,
    folder: batchFolder(),
    probe: stepProbe(ready, engine),
    onPoint({ batch, threads: on, stepMilliseconds }) {
      if (!told) talk.line(`Measuring once how many texts of N = ${tokens} fit fastest together`);
      told = true;
      talk.line(`  B = ${batch} on ${on} threads: ${stepMilliseconds.toFixed(0)} ms a step`);
    },
  });
}
