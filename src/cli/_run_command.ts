import { Command, CommanderError, InvalidArgumentError } from "commander";
import { hearInterrupts } from "./_interrupts.ts";
import { say } from "./_say.ts";

/** Exit statuses of every command. */
export const exit = { done: 0, usage: 2, failed: 3 } as const;

/** A mistake in how a command was called. Shown as one line, exit 2. */
export class UsageError extends Error {}

/** A command before its options: errors as exceptions, the exit statuses in its help. */
export function command(name: string, description: string): Command {
  return new Command(name).description(description).exitOverride().addHelpText(
    "after",
    "\nExit status: 0 done, 2 usage, 3 a job failed, 130 interrupted (143 by SIGTERM).",
  );
}

/**
 * Parses `args` and runs the command. The first Ctrl-C, SIGTERM or hang-up aborts the signal, so
 * that work in progress is saved; a second one ends the process. `goOn` says how an interrupted
 * command goes on.
 *
 * @returns the exit status
 */
export async function runCommand(
  program: Command,
  args: readonly string[],
  { interrupt, goOn = "Interrupted: the same command begins again." }: {
    interrupt: AbortController;
    goOn?: string;
  },
): Promise<number> {
  using interrupts = hearInterrupts(interrupt);
  try {
    await program.parseAsync([...args], { from: "user" });
    return exit.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exit.done : exit.usage;
    if (interrupt.signal.aborted && isInterruption(error)) {
      say(goOn);
      return interrupts.status;
    }
    const { message } = error instanceof Error ? error : new Error(String(error));
    say(message.trim());
    if (interrupt.signal.aborted) return interrupts.status;
    return error instanceof UsageError ? exit.usage : exit.failed;
  }
}

/** Work that was asked to stop and did; anything else went wrong on the way, and is told. */
function isInterruption(error: unknown): boolean {
  return error instanceof Error && (error.name === "AbortError" || error.name === "Stopped");
}

/** Runs `check` and turns what it throws into a mistake of the caller. */
export function usage<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** Parser of an option that is a whole number in a range. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER) {
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isSafeInteger(value) && value >= least && value <= most) {
      return value;
    }
    const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `${least} to ${most}`;
    throw new InvalidArgumentError(`Want a whole number ${range}, got "${text}".`);
  };
}
