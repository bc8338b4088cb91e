import { basename, dirname } from "node:path";
import { atWorkFolder } from "../records/at_work.ts";
import { milliseconds } from "../records/stopwatch.ts";
import { storeIn } from "../records/store_care/store_files.ts";
import { nameChanges } from "./_new_names.ts";
import { lookPace } from "./look_pace.ts";
import type { Feed } from "./feed.ts";
import { halfDoneIn } from "./half_done.ts";
import { type Process, processesIn } from "./processes.ts";
import { runningCurves } from "./running_curves.ts";
import type { JudgingTerms } from "./kept_records.ts";
import { startReader } from "./start_reader.ts";
import { latestOf, storeSections } from "./store_sections.ts";

export interface WatchStoreOptions {
  readonly feed: Feed;
  readonly signal: AbortSignal;
  /** Default: 1000. */
  readonly everyMilliseconds?: number;
}

/**
 * Watches a run's folder, or its store, until the signal aborts. Files alone say what happens, so that
 * whoever works on them may be on another machine.
 *
 *     at-work/    ─► processes, their plan, fits in their slots ─┐
 *     checkpoints ─► how those fits came so far ─────────────────┤
 *     records ─► a thread that reads and judges ─► counts, ledger ┴─► sections ─► feed
 *
 * @throws RangeError where there is no store
 */
export async function watchStore(
  folder: string,
  { feed, signal, everyMilliseconds = 1000 }: WatchStoreOptions,
): Promise<void> {
  const store = await storeIn(folder);
  const run = basename(store) === "store" ? dirname(store) : store;
  const processes = processesIn(atWorkFolder(run));
  const changedRecords = nameChanges(store, "records");
  const halfDone = halfDoneIn(store);
  const curves = runningCurves();
  const look = lookPace({ signal, everyMilliseconds });
  using reader = startReader(look.hear);
  while (!signal.aborted) {
    const [working, { come, gone }, checkpoints] = await Promise.all([
      processes(),
      // One that was harmed may have been measured anew.
      changedRecords(reader.harmed.keys()),
      halfDone(),
    ]);
    reader.forget(gone);
    reader.read(store, come);
    reader.judgeBy(termsOf(working));
    checkpoints.news.forEach(curves.checkpoint);
    for (const { atWork } of working) atWork.running.forEach(curves.see);
    const now = milliseconds();
    const found = { folder, now, working, halfDone: checkpoints.byKey, curves, reader };
    const { progress, running, workers } = storeSections(found);
    curves.keep(new Set([...checkpoints.byKey.keys(), ...running.fits.map(({ key }) => key)]));
    feed.set("progress", progress);
    feed.set("running", running);
    feed.set("workers", workers);
    feed.set("ended", reader.ended);
    if (reader.ledger !== null) feed.set("ledger", reader.ledger);
    await look.next();
  }
}

function termsOf(working: readonly Process[]): JudgingTerms {
  const latest = latestOf(working);
  return {
    command: latest?.atWork.command ?? "deno task report",
    card: latest?.planned?.card ?? null,
    codeSha256: latest?.planned?.codeSha256 ?? null,
  };
}
