import { chooseEngine, type EngineChoice } from "../experiments/engine_choice.ts";
import type { ModelFiles } from "../models/mod.ts";
import { openWeights } from "../models/weights/mod.ts";

/**
 * The engine that is asked for, for this model: its size decides how the weights are held.
 *
 * @throws RangeError where there is no such engine or device
 */
export async function engineFor(
  { weights }: ModelFiles,
  { engine, device, threads }: {
    readonly engine?: string;
    readonly device?: string;
    readonly threads: number;
  },
): Promise<EngineChoice> {
  const weightBytes = await float32Bytes(weights);
  return await chooseEngine({ engine, device, threads, weightBytes });
}

async function float32Bytes(weights: string): Promise<number> {
  const { tensors } = await openWeights(weights);
  const elements = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);
  return [...tensors.values()].reduce((sum, { shape }) => sum + 4 * elements(shape), 0);
}
