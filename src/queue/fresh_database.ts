import { openDatabase } from "./open_database.ts";

/** Makes an empty database of this name on a server, and gives its URL. */
export async function freshDatabase(
  name: string,
  { url }: { readonly url: string },
): Promise<string> {
  await using database = await openDatabase({ url });
  await database.rows(`create database ${name}`);
  const made = new URL(url);
  made.pathname = name;
  return made.href;
}
