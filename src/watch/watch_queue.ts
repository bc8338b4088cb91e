import type { QueueDatabase } from "../queue/database.ts";
import {
  readEnded,
  readLosses,
  readProgress,
  readRecords,
  readRunning,
  readWorkers,
  type RunningJob,
} from "../queue/read_queue.ts";
import type { Feed } from "./feed.ts";
import { lookPace } from "./look_pace.ts";
import { queueSections } from "./queue_sections.ts";
import { type RunningCurves, runningCurves } from "./running_curves.ts";
import { type Reader, startReader } from "./start_reader.ts";

export interface WatchQueueOptions {
  readonly feed: Feed;
  readonly signal: AbortSignal;
  /** Default: 1000. */
  readonly everyMilliseconds?: number;
}

/** Records asked for at a time. */
const atOnce = 100;
/** A point that was written earlier may be seen later. */
const graceMilliseconds = 60_000;

/**
 * Watches a queue until the signal aborts; where its database does not answer, asks again. Writes
 * nothing there.
 *
 *     groups, workers, running, losses ─────────────────────────────────┐
 *     records as they come ─► a thread that judges ─► counts, ledger ───┴─► sections ─► feed
 *
 * @throws Error where the database cannot be read at the first look
 */
export async function watchQueue(
  database: QueueDatabase,
  { feed, signal, everyMilliseconds = 1000 }: WatchQueueOptions,
): Promise<void> {
  const look = lookPace({ signal, everyMilliseconds });
  using reader = startReader(look.hear);
  const seen = queueLook(database, reader);
  let last = await seen();
  while (!signal.aborted) {
    feed.set("progress", last.progress);
    feed.set("running", last.running);
    feed.set("workers", last.workers);
    feed.set("ended", reader.ended);
    if (reader.ledger !== null) feed.set("ledger", reader.ledger);
    await look.next();
    if (signal.aborted) return;
    try {
      last = await seen();
    } catch (error) {
      const note = `The database does not answer, trying again: ${(error as Error).message}`;
      const notes = last.progress.notes.filter((one) => !one.startsWith("The database"));
      last = { ...last, progress: { ...last.progress, notes: [...notes, note] } };
    }
  }
}

/** One look after the other; each asks for what is new since the one before. */
function queueLook(database: QueueDatabase, reader: Reader) {
  const curves = runningCurves();
  const attempts = new Map<string, number>();
  const ended = new Map<string, { readonly finishedAt: Date }>();
  let endedSince: Date | undefined;
  let lossesAfter: Date | undefined;
  return async () => {
    const [groups, workers, running] = await Promise.all([
      readProgress(database),
      readWorkers(database),
      readRunning(database),
    ]);
    const [results, losses] = await Promise.all([
      readEnded(database, { since: endedSince }),
      readLosses(database, { after: lossesAfter }),
    ]);
    const fresh = results.filter(({ key }) => !ended.has(key));
    for (let at = 0; at < fresh.length; at += atOnce) {
      const some = fresh.slice(at, at + atOnce);
      const records = await readRecords(database, some.map(({ key }) => key));
      reader.take([...records.values()]);
      // Only now: where that failed, they are asked for again.
      for (const { key, finishedAt } of some) ended.set(key, { finishedAt });
    }
    endedSince = results.at(-1)?.finishedAt ?? endedSince;
    forgetOthers(running, { curves, attempts });
    for (const { key, steps, lossNats, accuracy, at } of losses) {
      curves.see({ key, steps, lossNats, accuracy });
      const after = new Date(at.getTime() - graceMilliseconds);
      if (lossesAfter === undefined || after > lossesAfter) lossesAfter = after;
    }
    for (const { key, steps, lossNats, accuracy } of running) {
      if (steps !== null) curves.see({ key, steps, lossNats, accuracy: accuracy ?? 0 });
    }
    const latest = groups.at(-1);
    reader.judgeBy({
      command: "deno task queue collect",
      card: null,
      codeSha256: latest?.codeSha256 ?? null,
    });
    return queueSections({
      place: database.place,
      groups,
      workers,
      running,
      ended: [...ended.values()],
      curves,
      reader,
    });
  };
}

/** Forgets curves of fits that run no more, and of those that another worker took up. */
function forgetOthers(
  running: readonly RunningJob[],
  { curves, attempts }: {
    readonly curves: RunningCurves;
    readonly attempts: Map<string, number>;
  },
): void {
  const same = running.filter(({ key, attempt }) => (attempts.get(key) ?? attempt) === attempt);
  curves.keep(new Set(same.map(({ key }) => key)));
  attempts.clear();
  for (const { key, attempt } of running) attempts.set(key, attempt);
}
