import { shown } from "./_shown.ts";

/**
 * The JSON object in the file at `path`. `what` names the file's purpose in errors; a file above
 * `maxBytes` is not read at all.
 *
 * @throws {RangeError} when the file is larger
 * @throws {SyntaxError} when it is not JSON, or JSON but no object
 */
export async function readJsonObject(
  path: string,
  { what, maxBytes }: { what: string; maxBytes: number },
): Promise<Readonly<Record<string, unknown>>> {
  const { size, isFile } = await Deno.stat(path);
  if (!isFile) throw new TypeError(`Cannot read ${what} "${path}": not a regular file`);
  if (size > maxBytes) {
    throw new RangeError(
      `Cannot read ${what} "${path}": ${size} bytes, at most ${maxBytes} are allowed`,
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(await Deno.readTextFile(path));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new SyntaxError(`Cannot read ${what} "${path}": not JSON: ${shown(error.message)}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new SyntaxError(`Cannot read ${what} "${path}": a JSON object is needed`);
  }
  return value as Record<string, unknown>;
}
