import { fileURLToPath } from "node:url";

/**
 * Starts a command of ours, named as its file, in a process of its own, with the permissions of this
 * one. Of what it says only stderr is to be had; `stderr` says whether.
 */
export function startCommand(
  name: string,
  { args, stderr = "piped", signal }: {
    readonly args: readonly string[];
    readonly stderr?: "piped" | "null";
    /** Ends it. */
    readonly signal?: AbortSignal;
  },
): Deno.ChildProcess {
  const program = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "--no-prompt", "--allow-all", program, ...args],
    stdin: "null",
    stdout: "null",
    stderr,
    signal,
  }).spawn();
}

/** Sends a signal to a process, which may have just ended. */
export function sendSignal(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch {
    // It has ended, and whoever waits for it does not know yet.
  }
}
