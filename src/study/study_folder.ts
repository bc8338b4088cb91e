import { join } from "node:path";
import { fixtureSettings, withLock, writeFileAtomic } from "../fixtures/mod.ts";
import { sha256 } from "../records/canonical.ts";
import { readEnvironment, type RunFacts } from "../records/environment.ts";
import type { Environment, JobRecord } from "../records/record.ts";
import { readRunData, type RunData } from "../records/run_data.ts";
import { joinStudies, readStudyData, type StudyData, studyFile } from "../records/study_data.ts";

/** What the environment of a study's folder has for a profile: no claim is judged by it. */
export const studyProfile = "study";

/** What a command adds to a study's folder. */
export interface StudyAddition {
  readonly records?: readonly JobRecord[];
  readonly study?: Partial<StudyData>;
  readonly facts: Omit<RunFacts, "profile">;
  /** Wall time of the command since it last added something. */
  readonly elapsedSeconds: number;
  /** Writes what else the command keeps in the folder, while no other command writes there. */
  readonly beside?: (folder: string) => Promise<void>;
}

/**
 * Adds what a command measured to a study's folder, so that several fill one. A record takes the
 * place of one of its key, a recipe of a rung that of its name; all others stay. The environment is
 * that of the last command, with the time that all have taken.
 *
 *     FOLDER/results.jsonl   environment.json   study.json
 *
 * @throws RangeError where the folder holds a run of another kind
 */
export async function addToStudy(
  folder: string,
  { records = [], study = {}, facts, elapsedSeconds, beside }: StudyAddition,
): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  // Not in the folder, which is to be published as it is.
  const lock = join(fixtureSettings().cacheFolder, "study", `${sha256(folder).slice(0, 16)}.lock`);
  await withLock(lock, async () => {
    const earlier = await readStudyFolder(folder);
    const byKey = new Map(
      [...earlier?.records ?? [], ...records].map((record) => [record.key, record]),
    );
    const kept = joinStudies(earlier?.study ?? nothing, { ...nothing, ...study });
    const environment: Environment = {
      ...await readEnvironment({ ...facts, profile: studyProfile }),
      elapsedSeconds: elapsedSeconds + (earlier?.environment.elapsedSeconds ?? 0),
    };
    const lines = [...byKey.values()].map((record) => JSON.stringify(record) + "\n").join("");
    // The environment goes first: it says that the folder is a study's.
    await writeFileAtomic(join(folder, "environment.json"), pretty(environment));
    await writeFileAtomic(join(folder, "results.jsonl"), lines);
    await writeFileAtomic(join(folder, studyFile), pretty(kept));
    await beside?.(folder);
  });
}

/**
 * What a study's folder holds; null where nothing was kept in it yet.
 *
 * @throws RangeError where it holds a run of another kind
 */
export async function readStudyFolder(
  folder: string,
): Promise<RunData & { readonly study: StudyData } | null> {
  const run = await readRunData(folder).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  });
  if (run === null) return null;
  const { profile } = run.environment;
  if (profile !== studyProfile) {
    throw new RangeError(
      `Cannot keep a study in "${folder}": it holds a run of profile "${profile}", want a folder ` +
        "of its own",
    );
  }
  return { ...run, study: await readStudyData(folder) ?? nothing };
}

const nothing: StudyData = { starts: [], rungs: [], limits: [] };

const pretty = (value: unknown) => JSON.stringify(value, null, 2) + "\n";
