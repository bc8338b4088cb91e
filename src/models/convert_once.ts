import { basename, dirname, join } from "node:path";
import {
  checkFile,
  type FetchProgress,
  type FixtureSettings,
  mustTakeCacheFiles,
  type PublishedFile,
  withLock,
  writeFileAtomic,
  WrongFileError,
} from "../fixtures/mod.ts";
import { CONVERSION_VERSION, convertGguf } from "./weights/mod.ts";

/** Where the float32 copy of the GGUF file with this sha256 lies, made or not. */
export function convertedPath(sha256: string, { cacheFolder }: FixtureSettings): string {
  return join(cacheFolder, "converted", `${sha256}-v${CONVERSION_VERSION}.safetensors`);
}

/**
 * Path of the float32 copy of a GGUF file, checked; made now if it is not there. Keyed by what it
 * is made from; its own sha256 is kept beside it.
 *
 * @throws {WrongFileError} when the copy was changed since it was made
 */
export async function convertOnce(
  file: PublishedFile,
  { settings, onStart, onProgress, signal, full, force }: {
    settings: FixtureSettings;
    onStart?: () => void;
    onProgress?: (progress: FetchProgress) => void;
    signal?: AbortSignal;
    full?: boolean;
    force?: boolean;
  },
): Promise<string> {
  const path = convertedPath(file.sha256, settings);
  const { cacheFolder } = settings;
  await withLock(`${path}.lock`, async () => {
    if (!force && await checkConverted(path, { cacheFolder, full, signal })) return;
    await mustTakeCacheFiles(dirname(path));
    onStart?.();
    await convertGguf(file.path, path, {
      sourceSha256: file.sha256,
      signal,
      onProgress: ({ bytesDone, bytesTotal }) =>
        onProgress?.({ source: "conversion", file: basename(path), bytesDone, bytesTotal }),
    });
    const want = { bytes: null, sha256: null };
    const made = await checkFile(path, want, { cacheFolder, source: "conversion", full: true });
    await writeFileAtomic(`${path}.sha256`, `${made.sha256}\n`);
  }, { signal });
  return path;
}

/** False when there is no finished copy at `path`. */
export async function checkConverted(
  path: string,
  options: { cacheFolder: string; full?: boolean; signal?: AbortSignal },
): Promise<boolean> {
  try {
    const sha256 = (await Deno.readTextFile(`${path}.sha256`)).trim();
    await checkFile(path, { bytes: null, sha256 }, options);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    if (!(error instanceof WrongFileError)) throw error;
    throw new WrongFileError(
      `${error.message}; it was damaged or replaced: delete it, and it is made again`,
    );
  }
}
