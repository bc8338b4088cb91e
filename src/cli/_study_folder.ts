import { resolve } from "node:path";
import { milliseconds } from "../records/stopwatch.ts";
import { addToStudy, readStudyFolder, type StudyAddition } from "../study/mod.ts";
import { UsageError } from "./_run_command.ts";
import { mustTakeFolder } from "./_writable.ts";

/**
 * What adds to the study's folder at `out`, with the time since it last did. A folder that cannot take
 * anything is found out at once, before anything is measured.
 *
 * @throws UsageError where the folder holds a run of another kind, or cannot be written
 */
export async function studyFolder(out: string) {
  const folder = resolve(out);
  await mustTakeFolder(folder);
  await readStudyFolder(folder).catch((error) => {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  });
  let since = milliseconds();
  const add = async (addition: Omit<StudyAddition, "elapsedSeconds">) => {
    const now = milliseconds();
    await addToStudy(folder, { ...addition, elapsedSeconds: (now - since) / 1000 });
    since = now;
  };
  return { folder, add };
}
