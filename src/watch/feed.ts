import type { Section, Watched } from "./watched.ts";

/** The latest of every section, and whoever wants to be told of changes. */
export interface Feed {
  /** Tells those who listen, where it is another than before. */
  set<S extends Section>(section: S, value: Watched[S]): void;
  /** Server-sent events: all sections at once, then each as it changes. */
  stream(): ReadableStream<Uint8Array>;
  /** Ends all streams. */
  close(): void;
}

/** A line says that the connection lives where nothing else does. */
const quietMilliseconds = 15_000;

/**
 * A feed. A reader that is slow gets the latest of each section and never what came between: nothing
 * is kept for it.
 */
export function watchedFeed(): Feed {
  const sections = new Map<Section, { readonly json: string; readonly version: number }>();
  const waking = new Set<() => void>();
  let versions = 0;
  let closed = false;
  const wake = () => {
    for (const one of [...waking]) one();
  };
  const change = () =>
    new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        waking.delete(done);
        resolve();
      };
      const timer = setTimeout(done, quietMilliseconds);
      waking.add(done);
    });
  return {
    set(section, value) {
      const json = JSON.stringify(value);
      if (sections.get(section)?.json === json) return;
      sections.set(section, { json, version: ++versions });
      wake();
    },
    stream() {
      const encoder = new TextEncoder();
      const sent = new Map<Section, number>();
      let greeted = false;
      let gone = false;
      return new ReadableStream({
        async pull(controller) {
          const news = () =>
            [...sections].filter(([name, { version }]) => sent.get(name) !== version);
          if (greeted && news().length === 0 && !closed) await change();
          if (gone) return;
          if (closed) return controller.close();
          let text = greeted ? "" : "retry: 2000\n\n";
          greeted = true;
          for (const [name, { json, version }] of news()) {
            sent.set(name, version);
            text += `event: ${name}\ndata: ${json}\n\n`;
          }
          controller.enqueue(encoder.encode(text === "" ? ": still here\n\n" : text));
        },
        cancel() {
          gone = true;
          wake();
        },
      }, { highWaterMark: 0 });
    },
    close() {
      closed = true;
      wake();
    },
  };
}
