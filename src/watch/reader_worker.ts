/**
 * Reads records as they come and judges the claims by them, in a thread of its own: ten thousand
 * records take a second to judge, in which the page must not stand still.
 *
 *     keys ─► records ─► digests, fits that ended     at once
 *                   └──► ledger                        at intervals
 *
 * @module
 */
import { keptFiles, keptPath } from "../records/kept_files.ts";
import type { JobRecord } from "../records/record.ts";
import { milliseconds } from "../records/stopwatch.ts";
import { type JudgingTerms, keptRecords } from "./kept_records.ts";
import type { ReaderNews, ReaderRequest } from "./reader_messages.ts";

const scope = self as unknown as {
  onmessage: (message: MessageEvent<ReaderRequest>) => void;
  postMessage(news: ReaderNews): void;
};

/** Judging takes at most a tenth of the thread's time. */
const restFactor = 9;
const leastRestMilliseconds = 1000;
const chunk = 64;

const kept = keptRecords();
let terms: JudgingTerms | null = null;
let work = Promise.resolve();
let waiting = 0;
let judging: ReturnType<typeof setTimeout> | undefined;
let notBefore = 0;

scope.onmessage = ({ data }) => {
  waiting += 1;
  work = work.then(() => done(data)).finally(() => waiting -= 1);
};

async function done(request: ReaderRequest): Promise<void> {
  if (request.kind === "terms") terms = request.terms;
  if (request.kind === "take") take(request.records);
  if (request.kind === "forget") forget(request.keys);
  if (request.kind === "read") await read(request.store, request.keys);
  judgeSoon();
}

async function read(store: string, keys: readonly string[]): Promise<void> {
  const files = keptFiles(store);
  const ordered = await byAge(store, keys);
  for (let at = 0; at < ordered.length; at += chunk) {
    const some = ordered.slice(at, at + chunk);
    const records: JobRecord[] = [];
    for (const key of some) {
      const record = await files.record(key);
      if (record === null) continue;
      if ("value" in record) records.push(record.value);
      else scope.postMessage({ kind: "harmed", key, fault: record.fault });
    }
    take(records);
  }
}

function take(records: readonly JobRecord[]): void {
  if (records.length === 0) return;
  scope.postMessage({ kind: "digests", digests: records.map(kept.add) });
  scope.postMessage({ kind: "ended", fits: kept.ended() });
}

function forget(keys: readonly string[]): void {
  kept.remove(new Set(keys));
  scope.postMessage({ kind: "ended", fits: kept.ended() });
}

/** Oldest first, so that those that ended last come last. */
async function byAge(store: string, keys: readonly string[]): Promise<string[]> {
  const times = await Promise.all(keys.map(async (key) => {
    const path = keptPath(store, { kind: "records", key });
    const info = await Deno.stat(path).catch(() => null);
    return { key, time: info?.mtime?.getTime() ?? 0 };
  }));
  return times.sort((a, b) => a.time - b.time).map(({ key }) => key);
}

function judgeSoon(): void {
  if (judging !== undefined) return;
  judging = setTimeout(() => {
    judging = undefined;
    // What waits may change the verdicts; it asks for judging as well.
    if (terms === null || waiting > 0) return;
    const start = milliseconds();
    scope.postMessage({ kind: "ledger", ledger: kept.ledger(terms) });
    const now = milliseconds();
    notBefore = now + Math.max(leastRestMilliseconds, restFactor * (now - start));
  }, Math.max(0, notBefore - milliseconds()));
}
