import { chooseEngine, type EngineChoice, type EngineWish } from "../harness/engine_choice.ts";
import { UsageError } from "./_run_command.ts";

/** The engine the flags ask for; a wrong name is the caller's mistake. */
export async function chosenEngine(wish: EngineWish): Promise<EngineChoice> {
  try {
    return await chooseEngine(wish);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
