import { milliseconds } from "../records/stopwatch.ts";
import { say } from "./_say.ts";

/** The exit status of a command that a signal ended: 128 and the signal's number. */
const statusOf = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

type Ending = keyof typeof statusOf;

/**
 * How long after a signal another one is the same wish. `deno task` and npx pass on a Ctrl-C that
 * the terminal has sent to the whole process group already: one press arrives two or three times.
 */
const samePressMilliseconds = 500;

/** Signals heard while work goes on. */
export interface Interrupts extends Disposable {
  /** Exit status of the first signal that came; of Ctrl-C where none came. */
  readonly status: number;
}

/**
 * Turns the first signal into an abort, so that work in progress is saved. A second one, later than
 * the echo of the first, ends the process.
 */
export function hearInterrupts(interrupt: AbortController): Interrupts {
  let status: number = statusOf.SIGINT;
  let firstAt = -Infinity;
  const listeners = signalsHeard().map((signal) => {
    const listener = () => {
      if (interrupt.signal.aborted) {
        if (milliseconds() - firstAt < samePressMilliseconds) return;
        Deno.exit(statusOf[signal]);
      }
      firstAt = milliseconds();
      status = statusOf[signal];
      say(
        signal === "SIGINT"
          ? "\nStopping at the next step; Ctrl-C once more ends at once."
          : `\nStopping at the next step (${signal}); once more ends at once.`,
      );
      interrupt.abort(new DOMException("interrupted", "AbortError"));
    };
    Deno.addSignalListener(signal, listener);
    return { signal, listener };
  });
  return {
    get status() {
      return status;
    },
    [Symbol.dispose]() {
      for (const { signal, listener } of listeners) Deno.removeSignalListener(signal, listener);
    },
  };
}

function signalsHeard(): Ending[] {
  if (Deno.build.os === "windows") return ["SIGINT"];
  // nohup asks that a hang-up be ignored, and takes the terminal away; to listen would undo that.
  const terminal = Deno.stdin.isTerminal() || Deno.stderr.isTerminal();
  return terminal ? ["SIGINT", "SIGTERM", "SIGHUP"] : ["SIGINT", "SIGTERM"];
}
