import { join } from "node:path";
import { absent } from "./kept_files.ts";

/**
 * Milliseconds, as a file gets them that is written now in `folder`: the clock that stamped the files
 * there before, whatever this machine's says.
 */
export async function fileSystemTime(folder: string): Promise<number> {
  const path = join(folder, `clock.${crypto.randomUUID()}.tmp`);
  try {
    await Deno.writeTextFile(path, "", { createNew: true });
    return (await Deno.stat(path)).mtime?.getTime() ?? -Infinity;
  } finally {
    await Deno.remove(path).catch(absent);
  }
}
