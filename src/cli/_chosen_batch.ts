import type { BatchChoice } from "../bench/batch_choice.ts";
import { batchFor } from "../bench/batch_for.ts";
import type { EngineChoice } from "../experiments/engine_choice.ts";
import type { ReadyModel } from "../models/load.ts";
import type { Talk } from "./_talk.ts";

/** B and threads for fits of N tokens, telling when they have to be measured first. */
export async function chosenBatch(
  prepared: { readonly ready: ReadyModel; readonly engine: EngineChoice },
  { tokens, talk }: { readonly tokens: number; readonly talk: Talk },
): Promise<BatchChoice> {
  const tell = tellPoints(talk);
  // Nothing of this is seen where the choice was made before.
  talk.waiting(`  measuring how many texts of N = ${tokens} fit fastest together`);
  return await batchFor(prepared, { tokens, onPoint: (point) => tell({ ...point, tokens }) });
}

/** B texts on some threads, timed to choose how those of N tokens are fitted. */
export interface TimedSize {
  readonly tokens: number;
  readonly batch: number;
  readonly threads: number;
  readonly stepMilliseconds: number;
}

/** Tells of sizes as they are timed, and once a length what for. */
export function tellPoints(talk: Talk): (point: TimedSize) => void {
  let told: number | undefined;
  return ({ batch, threads, tokens, stepMilliseconds }) => {
    if (told !== tokens) {
      talk.line(`Measuring once how many texts of N = ${tokens} fit fastest together`);
    }
    told = tokens;
    talk.line(`  B = ${batch} on ${threads} threads: ${stepMilliseconds.toFixed(0)} ms a step`);
  };
}
