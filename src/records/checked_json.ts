import { absent } from "./kept_files.ts";

/** What a text of JSON is to be. */
export interface Wanted {
  /** What errors call the place. */
  readonly at: string;
  /** What is wrong with a value; null where nothing is. */
  readonly fault: (value: unknown) => string | null;
}

/**
 * What a text of JSON says.
 *
 * @throws SyntaxError naming the place and what is wrong there
 */
export function checkedJson<T>(text: string, { at, fault }: Wanted): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new SyntaxError(`Cannot read ${at}: it is not JSON`);
  }
  const found = fault(value);
  if (found !== null) throw new SyntaxError(`Cannot read ${at}: ${found}`);
  return value as T;
}

/**
 * What a file of JSON says; null where there is none.
 *
 * @throws SyntaxError naming the file and what is wrong there
 */
export async function readCheckedJson<T>(
  path: string,
  { at = path, fault }: Pick<Wanted, "fault"> & Partial<Wanted>,
): Promise<T | null> {
  const text = await Deno.readTextFile(path).catch(absent);
  return text === null ? null : checkedJson(text, { at, fault });
}
