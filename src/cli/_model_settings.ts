import {
  type FixtureSettings,
  fixtureSettings,
  GivenFileError,
  type ModelFixture,
} from "../fixtures/mod.ts";
import { UsageError } from "./_run_command.ts";

/**
 * The surroundings, and the file that --model-file names before that of ONEPASS_MODEL_FILE.
 *
 * @throws UsageError where the model takes no file
 */
export function modelSettings(
  { id, sources }: ModelFixture,
  modelFile: string | undefined,
): FixtureSettings {
  const settings = fixtureSettings();
  if (modelFile === undefined) return settings;
  // The variable may be meant for another model; the option is meant for this one.
  if (sources.some(({ kind }) => kind === "embedded")) {
    throw new UsageError(
      `Cannot take --model-file "${modelFile}" for model "${id}": its files are part of the project`,
    );
  }
  return { ...settings, modelFile };
}

/** What `getting` gives; a file of the user's that does not do is their mistake. */
export async function orUsageError<T>(getting: Promise<T>): Promise<T> {
  try {
    return await getting;
  } catch (error) {
    throw error instanceof GivenFileError ? new UsageError(error.message) : error;
  }
}
