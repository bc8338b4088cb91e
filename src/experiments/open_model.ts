import type { LanguageModel } from "../models/mod.ts";
import type { Numeric } from "../proto/mod.ts";
import type { Engine } from "../runtime/mod.ts";
import type { ProgramCache } from "../runtime/program_cache.ts";
import type { EngineChoice } from "./engine_choice.ts";

/** A model in the thread that works on it, with what is kept from one request to the next. */
export interface OpenModel {
  readonly model: LanguageModel;
  readonly choice: EngineChoice;
  /** An engine of the session's kind; float32 on the session's threads where nothing is said. */
  readonly engineOn: (
    on: { readonly numeric?: Numeric; readonly threads?: number },
  ) => Promise<Engine>;
  /** Programs of fits: large where the engine packs weights of its own for each. */
  readonly fitPrograms: ProgramCache;
  /** Forward-only programs, which read the weights where they lie. */
  readonly readPrograms: ProgramCache;
  /** Programs that are timed: as large as those of fits, and freed before anything else runs. */
  readonly timedPrograms: ProgramCache;
  /** Asked between steps; true ends the work. */
  readonly stop: () => boolean;
}

/**
 * Before anything of that size is laid out: N may come from a file of the user's.
 *
 * @throws RangeError where N tokens do not fit into the model's context
 */
export function checkLength(tokens: number, { model }: Pick<OpenModel, "model">): void {
  const { context } = model.config;
  if (tokens <= context) return;
  throw new RangeError(
    `Cannot run ${tokens} tokens: the model's context is ${context}, ask for fewer`,
  );
}
