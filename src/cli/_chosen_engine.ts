import { chooseEngine, type EngineChoice } from "../experiments/engine_choice.ts";
import { openWeights } from "../models/weights/mod.ts";
import type { ReadyModel } from "../models/load.ts";
import { UsageError } from "./_run_command.ts";

/** The engine the flags ask for, for this model; a wrong name is the caller's mistake. */
export async function chosenEngine(
  { engine, device }: { readonly engine?: string; readonly device?: string },
  { ready, threads }: { readonly ready: ReadyModel; readonly threads: number },
): Promise<EngineChoice> {
  const weightBytes = await float32Bytes(ready.weights);
  try {
    return await chooseEngine({ engine, device, threads, weightBytes });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

async function float32Bytes(weights: string): Promise<number> {
  const { tensors } = await openWeights(weights);
  const elements = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);
  return [...tensors.values()].reduce((sum, { shape }) => sum + 4 * elements(shape), 0);
}
