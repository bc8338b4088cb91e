import { findModel } from "../fixtures/mod.ts";
import { ensureModel, type ReadyModel } from "../models/load.ts";
import { type Tokenizer, tokenizerFromGguf, tokenizerFromJson } from "../text/mod.ts";
import { modelSettings, orUsageError } from "./_model_settings.ts";
import { usage } from "./_run_command.ts";
import type { Talk } from "./_talk.ts";
import { tellFetch } from "./_tell_fetch.ts";

/** A model on this machine and its tokenizer. */
export interface ReadyToRun {
  readonly ready: ReadyModel;
  readonly tokenizer: Tokenizer;
}

/**
 * Gets a model ready, telling where it comes from.
 *
 * @throws UsageError where there is no such model, or the file the user points at is not its
 */
export async function readyModel(
  id: string,
  { talk, signal, modelFile }: { talk: Talk; signal: AbortSignal; modelFile?: string },
): Promise<ReadyToRun> {
  const settings = modelSettings(usage(() => findModel(id)), modelFile);
  // The first words of most commands: hashing a file that is new here takes a while.
  talk.line(`Opening model ${id}: checking its files`);
  talk.waiting("  checking");
  const ready = await orUsageError(ensureModel(id, { signal, settings, ...tellFetch(talk) }));
  talk.line(`Model ${id}, from ${ready.source}, sha256 ${ready.weightsSha256.slice(0, 12)}…`);
  const { tokenizer } = ready;
  return {
    ready,
    tokenizer: tokenizer.kind === "gguf"
      ? tokenizerFromGguf(tokenizer.data)
      : await tokenizerFromJson(tokenizer.path),
  };
}
