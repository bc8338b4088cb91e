import type { FitProgress } from "./fit_progress.ts";

/** Progress on its way to whoever reads it. */
export interface ProgressFeed extends AsyncIterable<FitProgress> {
  push(item: FitProgress): void;
  /** No more is to come; with an error, readers end by it. */
  end(failure?: { readonly error: unknown }): void;
}

/**
 * A feed for any number of readers. One who is slow misses steps and never a solution: of a text not
 * ended only the newest item waits. One who comes late begins with the newest of each text.
 */
export function progressFeed(): ProgressFeed {
  const newest = new Map<number, FitProgress>();
  const readers = new Set<{ pending: FitProgress[]; wake: () => void }>();
  let over: { readonly failure?: { readonly error: unknown } } | undefined;
  async function* read(): AsyncGenerator<FitProgress, void> {
    const reader = { pending: [...newest.values()], wake: () => {} };
    readers.add(reader);
    try {
      for (;;) {
        const item = reader.pending.shift();
        if (item !== undefined) yield item;
        else if (over !== undefined) break;
        else await new Promise<void>((resolve) => reader.wake = resolve);
      }
      if (over.failure !== undefined) throw over.failure.error;
    } finally {
      readers.delete(reader);
    }
  }
  return {
    push(item) {
      newest.set(item.text, item);
      for (const reader of readers) {
        const { text } = item;
        const stale = reader.pending.findIndex((had) => had.text === text && !had.solution);
        if (stale >= 0) reader.pending.splice(stale, 1);
        reader.pending.push(item);
        reader.wake();
      }
    },
    end(failure) {
      over = { failure };
      for (const { wake } of readers) wake();
    },
    [Symbol.asyncIterator]: read,
  };
}
