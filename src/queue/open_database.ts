import type { DatabasePlace, QueueDatabase } from "./database.ts";
import { pgliteDatabase } from "./_pglite.ts";
import { postgresDatabase } from "./_postgres.ts";

/**
 * Opens a queue's database, and makes sure that it answers.
 *
 * @throws Error where it does not, with the cure
 */
export async function openDatabase(place: DatabasePlace): Promise<QueueDatabase> {
  return "url" in place ? await postgresDatabase(place.url) : await pgliteDatabase(place.folder);
}
