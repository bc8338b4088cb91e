/** A process with a PostgreSQL server of its own, to be killed. Tells the server's URL. */
import { temporaryPostgres } from "../../src/queue/temporary_postgres.ts";

if (import.meta.main) {
  const { url } = await temporaryPostgres();
  Deno.stdout.writeSync(new TextEncoder().encode(`${url}\n`));
  setInterval(() => {}, 1000);
}
