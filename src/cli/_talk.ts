import { sayRaw } from "./_say.ts";

/** stderr: lines that stay, and one status line that is written over. */
export interface Talk {
  line(text: string): void;
  /** Shown at most five times a second on a terminal, once in fifteen seconds in a log. */
  status(text: () => string): void;
  write(text: string): void;
  readonly terminal: boolean;
  now(): number;
}

/** The talk of this process. */
export function talk(): Talk {
  const terminal = Deno.stderr.isTerminal();
  const now = () => performance.now();
  let shown = -Infinity;
  let open = false;
  return {
    terminal,
    now,
    write: sayRaw,
    line(text) {
      sayRaw(`${open ? "\r\x1b[K" : ""}${text}\n`);
      open = false;
    },
    status(text) {
      if (now() - shown < (terminal ? 200 : 15_000)) return;
      shown = now();
      if (!terminal) return sayRaw(`${text()}\n`);
      sayRaw(`\r\x1b[K${text().slice(0, columns() - 1)}`);
      open = true;
    },
  };
}

/** Width of the terminal, which may be gone since. */
function columns(): number {
  try {
    return Deno.consoleSize().columns;
  } catch {
    return 80;
  }
}
