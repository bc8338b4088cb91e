import { setTimeout as sleep } from "node:timers/promises";

/** Waits between tries, milliseconds: about a minute in all. */
const waits = [100, 300, 1000, 3000, 5000, 10_000, 20_000, 20_000];

/** Tries again what a server that restarts, or a connection that breaks, keeps from being done. */
export async function persistently<T>(work: () => Promise<T>): Promise<T> {
  for (const wait of waits) {
    try {
      return await work();
    } catch (error) {
      if (!isOutage(error)) throw error;
      await sleep(wait);
    }
  }
  return await work();
}

/** Of the operating system, about a connection. */
const broken = ["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN"];

/** Classes of SQLSTATE that say that the server, and not the statement, is at fault. */
const outages = ["08", "57", "53"];

/** What the driver says, without a code, of a connection that is gone. */
const gone =
  /connection terminated|timeout exceeded when trying to connect|connection error|not queryable/i;

/** Whether the database could not be reached, or ended the connection. */
export function isOutage(error: unknown): boolean {
  const { code, message = "" } = (error ?? {}) as { code?: unknown; message?: string };
  if (typeof code !== "string") return gone.test(message);
  return broken.includes(code) || outages.includes(code.slice(0, 2)) && /^[0-9A-Z]{5}$/.test(code);
}
