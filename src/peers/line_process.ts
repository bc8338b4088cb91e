/** A process that answers each line of JSON with one of its own. */
export interface LineProcess extends AsyncDisposable {
  /** The next line it says unasked. */
  read(): Promise<Record<string, unknown>>;
  ask(request: unknown): Promise<Record<string, unknown>>;
}

export interface LineProcessOptions {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Default: this process's. */
  readonly cwd?: string;
  /** Ends the process. */
  readonly signal?: AbortSignal;
}

/**
 * Starts the first of some commands that is there.
 *
 * @throws Error where none is, or where this process may not run it
 */
export function startLineProcess(
  commands: readonly string[],
  options: LineProcessOptions,
): LineProcess {
  const child = start(commands, options);
  const { stdin, stdout, stderr, status } = child;
  const complaints = new Response(stderr).text();
  const writer = stdin.getWriter();
  const lines = linesOf(stdout);
  const read = async () => {
    const { value, done } = await lines.next();
    if (!done) return JSON.parse(value) as Record<string, unknown>;
    const { code } = await status;
    const said = (await complaints).trim().split("\n").at(-1) || "nothing on stderr";
    throw new Error(`the process ended with status ${code}: ${said}`);
  };
  return {
    read,
    async ask(request) {
      await writer.write(new TextEncoder().encode(`${JSON.stringify(request)}\n`));
      return await read();
    },
    async [Symbol.asyncDispose]() {
      // A process that reads no further ends by itself; one that has died is past closing.
      await writer.close().catch(() => {});
      await lines.return?.();
      await status;
      await complaints;
    },
  };
}

function start(commands: readonly string[], { args, env, cwd, signal }: LineProcessOptions) {
  for (const command of commands) {
    try {
      return new Deno.Command(command, {
        args: [...args],
        env: { ...env },
        cwd,
        signal,
        stdin: "piped",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) continue;
      if (error instanceof Deno.errors.NotCapable) {
        throw new Error(
          `this command may not start "${command}", its --allow-run names what it may`,
        );
      }
      throw error;
    }
  }
  throw new Error(`there is no ${commands.map((name) => `"${name}"`).join(" or ")}`);
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string, void> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    for (const line of lines) if (line.trim() !== "") yield line;
  }
}
