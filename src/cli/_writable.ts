import { basename, dirname, join } from "node:path";
import { UsageError } from "./_run_command.ts";

/**
 * Makes sure that a file can be written at `path`: found out before minutes of fitting, not after.
 *
 * @throws UsageError
 */
export async function mustTakeFile(path: string): Promise<void> {
  const there = await Deno.stat(path).catch(() => null);
  if (there?.isDirectory || /[/\\]$/.test(path)) {
    throw new UsageError(`Cannot write --out "${path}": it is a folder, want the path of a file`);
  }
  await probe(path, dirname(path), basename(path));
}

/**
 * Makes the folder at `path` and makes sure that files can be written in it.
 *
 * @throws UsageError
 */
export async function mustTakeFolder(path: string): Promise<void> {
  try {
    await Deno.mkdir(path, { recursive: true });
  } catch (error) {
    throw refusal(path, error);
  }
  await probe(path, path, "probe");
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
  return new UsageError(`Cannot write --out "${path}": ${osReason(error)}`);
}

/** What the operating system said, without the call and the temporary name: "Not a directory". */
export function osReason(error: unknown): string {
  const [reason] = (error as Error).message.split(/ \(os error|: /);
  return reason.charAt(0).toLowerCase() + reason.slice(1);
}
