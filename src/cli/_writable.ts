import { basename, dirname, join } from "node:path";
import { throughLinks } from "../fixtures/mod.ts";
import { UsageError } from "./_run_command.ts";

/**
 * Makes sure that a file can be written at `path`: found out before minutes of fitting, not after.
 *
 * @throws UsageError
 */
export async function mustTakeFile(path: string): Promise<void> {
  const target = await linked(path);
  const there = await Deno.stat(target).catch((error) =>
    // Devices and pipes are more than the commands may write to.
    error instanceof Deno.errors.NotCapable ? { isDirectory: false, isFile: false } : null
  );
  if (there?.isDirectory || /[/\\]$/.test(path)) {
    throw new UsageError(`Cannot write --out "${path}": it is a folder, want the path of a file`);
  }
  if (there?.isFile === false) {
    throw new UsageError(
      `Cannot write --out "${path}": it is no ordinary file, want the path of one`,
    );
  }
  await probe(path, dirname(target), basename(target));
}

/**
 * Makes the folder at `path` and makes sure that files can be written in it.
 *
 * @throws UsageError
 */
export async function mustTakeFolder(path: string): Promise<void> {
  const target = await linked(path);
  try {
    await Deno.mkdir(target, { recursive: true });
  } catch (error) {
    throw refusal(path, error);
  }
  await probe(path, target, "probe");
}

async function linked(path: string): Promise<string> {
  try {
    return await throughLinks(path);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

async function probe(path: string, folder: string, name: string): Promise<void> {
  const file = join(folder, `${name}.${crypto.randomUUID()}.tmp`);
  try {
    await Deno.writeTextFile(file, "");
    await Deno.remove(file);
  } catch (error) {
    throw refusal(path, error);
  }
}

function refusal(path: string, error: unknown): UsageError {
  if (error instanceof Deno.errors.NotCapable) {
    return new UsageError(`Cannot write --out "${path}": it is no place for files`);
  }
  return new UsageError(`Cannot write --out "${path}": ${osReason(error)}`);
}

/** What the operating system said, without the call and the temporary name: "Not a directory". */
export function osReason(error: unknown): string {
  const [reason] = (error as Error).message.split(/ \(os error|: /);
  return reason.charAt(0).toLowerCase() + reason.slice(1);
}
