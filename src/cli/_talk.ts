import { milliseconds } from "../records/stopwatch.ts";
import { duration } from "./_duration.ts";
import { sayRaw } from "./_say.ts";

/** stderr: lines that stay, and one status line that is written over. */
export interface Talk {
  line(text: string): void;
  /** Shown at most five times a second on a terminal, once in fifteen seconds in a log. */
  status(text: () => string): void;
  /** A status with the time it has taken so far, again and again until something else is said. */
  waiting(text: string): void;
  write(text: string): void;
  readonly terminal: boolean;
  now(): number;
}

/** The talk of this process. */
export function talk(): Talk {
  const terminal = Deno.stderr.isTerminal();
  const now = milliseconds;
  let shown = -Infinity;
  let open = false;
  let ticking: ReturnType<typeof setInterval> | undefined;
  const show = (text: string) => {
    if (!terminal) return sayRaw(`${text}\n`);
    sayRaw(`\r\x1b[K${text.slice(0, columns() - 1)}`);
    open = true;
  };
  const write = (text: string) => {
    clearInterval(ticking);
    sayRaw(`${open ? "\r\x1b[K" : ""}${text}`);
    open = false;
  };
  return {
    terminal,
    now,
    write,
    line: (text) => write(`${text}\n`),
    status(text) {
      clearInterval(ticking);
      if (now() - shown < (terminal ? 200 : 15_000)) return;
      shown = now();
      show(text());
    },
    waiting(text) {
      clearInterval(ticking);
      const begun = now();
      ticking = setInterval(
        () => show(`${text}, ${duration((now() - begun) / 1000)} so far`),
        terminal ? 1000 : 15_000,
      );
      // What is said holds no process up.
      ticking.unref();
    },
  };
}

/** Width of the terminal, which may be gone since, or not know it. */
function columns(): number {
  try {
    return Deno.consoleSize().columns || 80;
  } catch {
    return 80;
  }
}
