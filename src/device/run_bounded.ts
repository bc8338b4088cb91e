/** How a process ended: by itself, or because its time was up. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
}

/**
 * Runs Deno on a script, bounded in time. The process leads a group of its own, which is ended
 * whole: a Python that it started may be deep in a compiler.
 */
export async function runBounded(
  args: readonly string[],
  { seconds, env = {}, cwd, signal }: {
    readonly seconds: number;
    readonly env?: Readonly<Record<string, string>>;
    readonly cwd: string;
    readonly signal?: AbortSignal;
  },
): Promise<Ended> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    detached: true,
  }).spawn();
  let timedOut = false;
  const end = () => {
    try {
      // Windows has no groups.
      Deno.kill(Deno.build.os === "windows" ? child.pid : -child.pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  };
  const timer = setTimeout(() => {
    timedOut = true;
    end();
  }, seconds * 1000);
  signal?.addEventListener("abort", end, { once: true });
  try {
    const { code, stdout, stderr } = await child.output();
    signal?.throwIfAborted();
    const decoder = new TextDecoder();
    return { code, timedOut, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
  } finally {
    clearTimeout(timer);
    // Whoever crashed may have left others behind.
    end();
    signal?.removeEventListener("abort", end);
  }
}
