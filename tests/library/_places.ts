/** What the tests of the library share: a new folder, and texts that a tiny model fits in seconds. */

/** A new folder, gone with its scope. */
export async function newFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await Deno.realPath(await Deno.makeTempDir());
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** Tokens of these under the tiny models' tokenizer differ in number. */
export const TEXTS = [
  "The rain came over the hills",
  "Nobody had seen the cat since",
  "A letter lay on the kitchen table",
] as const;

/** Engine threads: the other core is somebody else's. */
export const threads = 1;
