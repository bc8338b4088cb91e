import { findModel } from "../fixtures/mod.ts";
import { readyModel as getReady, type ReadyToRun } from "../harness/ready_model.ts";
import { isModelPath } from "../models/own_model.ts";
import { modelSettings, orUsageError } from "./_model_settings.ts";
import { usage } from "./_run_command.ts";
import type { Talk } from "./_talk.ts";
import { tellFetch } from "./_tell_fetch.ts";

export type { ReadyToRun };

/**
 * Gets a model ready, telling where it comes from.
 *
 * @throws UsageError where there is no such model, or the file the user points at is not its
 */
export async function readyModel(
  model: string,
  { talk, signal, modelFile }: { talk: Talk; signal: AbortSignal; modelFile?: string },
): Promise<ReadyToRun> {
  beginOpening(model, { talk, modelFile });
  const found = await orUsageError(getReady(model, { signal, modelFile, ...tellFetch(talk) }));
  talk.line(modelLine(found.ready));
  return found;
}

/**
 * The first words of most commands: hashing a file that is new here takes a while.
 *
 * @throws UsageError where there is no such model, or it takes no file
 */
export function beginOpening(
  model: string,
  { talk, modelFile }: { readonly talk: Talk; readonly modelFile?: string },
): void {
  if (!isModelPath(model)) modelSettings(usage(() => findModel(model)), modelFile);
  talk.line(`Opening model ${model}: checking its files`);
  talk.waiting("  checking");
}

/** Which model it is and who it came from. */
export function modelLine(
  { id, source, weightsSha256 }: {
    readonly id: string;
    readonly source: string;
    readonly weightsSha256: string;
  },
): string {
  return `Model ${id}, from ${source}, sha256 ${weightsSha256.slice(0, 12)}…`;
}
