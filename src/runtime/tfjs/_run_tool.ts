/** A program that must be on the machine, and what to do where it is not. */
export interface Tool {
  readonly command: string;
  readonly cure: string;
}

/**
 * Runs the first of `tools` that is installed.
 *
 * @throws Error in one line: what failed, the tool's own last words (addresses left out), the cure
 */
export async function runTool(
  tools: readonly Tool[],
  args: readonly string[],
  { env, signal }: { env?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<void> {
  for (const { command } of tools) {
    const result = await output(command, args, { env, signal });
    if (result === null) continue;
    if (result.success) return;
    signal?.throwIfAborted();
    throw new Error(
      `Cannot build TensorFlow.js natively: "${command}" ended with ${result.code}: ` +
        lastWords(new TextDecoder().decode(result.stderr)),
    );
  }
  const names = tools.map(({ command }) => `"${command}"`).join(" or ");
  throw new Error(
    `Cannot build TensorFlow.js natively: there is no ${names} here; ${tools[0].cure}`,
  );
}

/** Null where the command is not installed. */
async function output(
  command: string,
  args: readonly string[],
  { env, signal }: { env?: Record<string, string>; signal?: AbortSignal },
): Promise<Deno.CommandOutput | null> {
  try {
    return await new Deno.Command(command, {
      args: [...args],
      env,
      stdin: "null",
      stdout: "null",
      stderr: "piped",
      signal,
    }).output();
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** The first line that speaks of an error, otherwise the last line. */
function lastWords(stderr: string): string {
  const lines = stderr.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const line = lines.find((line) => /error|no module/i.test(line)) ?? lines.at(-1) ?? "no message";
  return line.replace(/https?:\/\/\S*/g, "…").slice(0, 300);
}
