import type { EngineChoice } from "../experiments/engine_choice.ts";
import { engineFor } from "../harness/engine_for.ts";
import type { ReadyModel } from "../models/load.ts";
import { UsageError } from "./_run_command.ts";

/** The engine the flags ask for, for this model; a wrong name is the caller's mistake. */
export async function chosenEngine(
  { engine, device }: { readonly engine?: string; readonly device?: string },
  { ready, threads }: { readonly ready: ReadyModel; readonly threads: number },
): Promise<EngineChoice> {
  try {
    return await engineFor(ready, { engine, device, threads });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
