import { chooseEngine } from "../experiments/engine_choice.ts";
import type { Model } from "../library/model.ts";
import { openModel } from "../library/open_model.ts";
import { orUsageError } from "./_model_settings.ts";
import { beginOpening, modelLine } from "./_ready_model.ts";
import { UsageError } from "./_run_command.ts";
import type { Talk } from "./_talk.ts";
import { tellFetch } from "./_tell_fetch.ts";

/**
 * Opens the model that the flags name, telling where it comes from.
 *
 * @throws UsageError where there is no such model, engine or device
 */
export async function openForCommand(
  name: string,
  { engine, device, threads, modelFile, talk, signal }: {
    readonly engine?: string;
    readonly device?: string;
    readonly threads?: number;
    readonly modelFile?: string;
    readonly talk: Talk;
    readonly signal: AbortSignal;
  },
): Promise<Model> {
  try {
    const how = { engine, device, threads, modelFile, signal };
    await chooseEngine({ engine, device, threads: 1, weightBytes: 0 });
    beginOpening(name, { talk, modelFile });
    const model = await orUsageError(openModel(name, { ...how, ...tellFetch(talk) }));
    talk.line(modelLine(model));
    return model;
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    throw new UsageError(error.message);
  }
}
