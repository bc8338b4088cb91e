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
  const write = (text: string) => void Deno.stderr.writeSync(new TextEncoder().encode(text));
  const now = () => performance.now();
  let shown = -Infinity;
  let open = false;
  return {
    terminal,
    now,
    write,
    line(text) {
      write(`${open ? "\r\x1b[K" : ""}${text}\n`);
      open = false;
    },
    status(text) {
      if (now() - shown < (terminal ? 200 : 15_000)) return;
      shown = now();
      if (!terminal) return write(`${text()}\n`);
      const { columns } = Deno.consoleSize();
      write(`\r\x1b[K${text().slice(0, columns - 1)}`);
      open = true;
    },
  };
}
