// deno-lint-ignore-file no-console -- a command's errors go to the console
import { Command, CommanderError, InvalidArgumentError } from "commander";

/** Exit statuses of every command. */
export const exit = { done: 0, usage: 2, failed: 3, interrupted: 130 } as const;

/** A mistake in how a command was called. Shown as one line, exit 2. */
export class UsageError extends Error {}

/** A command before its options: errors as exceptions, the exit statuses in its help. */
export function command(name: string, description: string): Command {
  return new Command(name).description(description).exitOverride().addHelpText(
    "after",
    "\nExit status: 0 done, 2 usage, 3 a job failed, 130 interrupted.",
  );
}

/**
 * Parses `args` and runs the command. The first Ctrl-C aborts the signal, so that work in progress
 * is saved; the second one ends the process.
 *
 * @returns the exit status
 */
export async function runCommand(
  program: Command,
  args: readonly string[],
  { interrupt }: { interrupt: AbortController },
): Promise<number> {
  const onInterrupt = () => {
    if (interrupt.signal.aborted) Deno.exit(exit.interrupted);
    console.error("\nStopping at the next step; Ctrl-C once more ends at once.");
    interrupt.abort(new DOMException("interrupted", "AbortError"));
  };
  Deno.addSignalListener("SIGINT", onInterrupt);
  try {
    await program.parseAsync([...args], { from: "user" });
    return exit.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exit.done : exit.usage;
    if (interrupt.signal.aborted) {
      console.error("Interrupted. Nothing is lost: the same command goes on from here.");
      return exit.interrupted;
    }
    const { message } = error instanceof Error ? error : new Error(String(error));
    console.error(message.trim());
    return error instanceof UsageError ? exit.usage : exit.failed;
  } finally {
    Deno.removeSignalListener("SIGINT", onInterrupt);
  }
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
