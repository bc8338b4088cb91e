import { duration } from "./_duration.ts";
import type { FetchProgress } from "../fixtures/mod.ts";
import type { LoadEvent } from "../models/load.ts";

/** Where the talk goes, and what time it is. */
export interface Teller {
  readonly write: (text: string) => void;
  /** Milliseconds, from any start. */
  readonly now: () => number;
  /** A terminal gets one line that is written over; a log file a line every ten seconds. */
  readonly terminal: boolean;
}

/**
 * Callbacks for `ensureModel` and `fetchModelFiles` that tell the user which source is asked, how
 * far it is and how long it will take.
 */
export function tellFetch({ write, now, terminal }: Teller): {
  onEvent: (event: LoadEvent) => void;
  onProgress: (progress: FetchProgress) => void;
} {
  let file = "";
  let started = 0;
  let startedAt = 0;
  let told = -Infinity;
  let open = false;
  let began = now();
  const line = (text: string) => {
    write(`${open ? "\r\x1b[K" : ""}${text}\n`);
    open = false;
  };
  const taken = () => duration((now() - began) / 1000);
  return {
    onEvent(event) {
      if (event.kind === "trying" || event.kind === "converting") began = now();
      line(`${describe(event)}${event.kind === "fetched" ? `, in ${taken()}` : ""}`);
    },
    onProgress({ source, file: published, bytesDone, bytesTotal }) {
      const converted = source === "conversion";
      // Named by a hash, which says nothing to a reader.
      const name = converted ? "float32 copy" : published;
      if (converted && bytesDone === bytesTotal) {
        return line(`  ${name}: ${megabytes(bytesDone)} written in ${taken()}; hashing it`);
      }
      if (`${source} ${name}` !== file) {
        [file, started, startedAt, told] = [`${source} ${name}`, now(), bytesDone, -Infinity];
      }
      const done = bytesTotal !== null && bytesDone === bytesTotal;
      if (now() - told < (terminal ? 200 : 10_000) && !(terminal && done)) return;
      told = now();
      const seconds = (now() - started) / 1000;
      const left = bytesTotal === null || bytesDone <= startedAt || seconds < 1
        ? ""
        : `, ${estimate((bytesTotal - bytesDone) / ((bytesDone - startedAt) / seconds))} left`;
      const total = bytesTotal === null ? "" : ` of ${megabytes(bytesTotal)}`;
      const text = `  ${name}: ${megabytes(bytesDone)}${total}${left}`;
      if (!terminal) return line(text);
      write(`\r\x1b[K${text.slice(0, 100)}`);
      open = true;
    },
  };
}

function describe(event: LoadEvent): string {
  switch (event.kind) {
    case "waiting":
      return `Waiting: another process is getting ${event.model}`;
    case "trying":
      return `Getting ${event.file}: ${event.source}`;
    case "failed":
      return `  no: ${event.reason}`;
    case "fetched":
      return `  ${event.file}: ${megabytes(event.bytes)}, checked, from ${event.source}`;
    case "locked":
      return `  ${event.file}: sha256 ${event.sha256} locked (nobody published one)`;
    case "converting":
      return `Converting ${event.file} to float32 (once)`;
  }
}

/** Decimal megabytes, or a smaller unit below one. */
export function megabytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  if (bytes < 1e9) return `${(bytes / 1e6).toFixed(1)} MB`;
  return `${(bytes / 1e9).toFixed(2)} GB`;
}

function estimate(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}
