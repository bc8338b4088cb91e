/** Programs the build needs, found before anything is downloaded. */
export interface Tools {
  readonly npm: string;
  readonly python: string;
  readonly compiler: string;
}

/**
 * Finds npm, a Python that has pip, and a C++ compiler, by running each.
 *
 * @throws Error naming what is missing, with the cure
 */
export async function findTools(
  { pythons, signal }: { pythons: readonly string[]; signal?: AbortSignal },
): Promise<Tools> {
  return {
    npm: await firstThatRuns(["npm"], {
      args: ["--version"],
      cure: 'install Node.js 18 or later, "npm" comes with it',
      signal,
    }),
    python: await firstThatRuns(pythons, {
      args: ["-m", "pip", "--version"],
      cure: 'install Python 3 with pip (Debian: "apt install python3-pip")',
      what: "pip",
      signal,
    }),
    compiler: await firstThatRuns(["g++", "clang++"], {
      args: ["--version"],
      cure: 'install a C++17 compiler (Debian: "apt install g++")',
      signal,
    }),
  };
}

async function firstThatRuns(
  commands: readonly string[],
  { args, cure, what, signal }: {
    args: readonly string[];
    cure: string;
    what?: string;
    signal?: AbortSignal;
  },
): Promise<string> {
  for (const command of commands) {
    if ((await output(command, args, { signal }))?.success) return command;
  }
  const names = commands.map((command) => `"${[command, ...what ? ["-m", what] : []].join(" ")}"`);
  throw new Error(
    `Cannot build TensorFlow.js natively: ${names.join(" or ")} does not run here; ${cure}`,
  );
}

/**
 * Runs a command to its end.
 *
 * @throws Error in one line with the command's own words, addresses left out
 */
export async function run(
  command: string,
  args: readonly string[],
  options: { env?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<void> {
  const result = await output(command, args, options);
  if (result?.success) return;
  options.signal?.throwIfAborted();
  const words = result === null ? "not installed" : lastWords(result.stderr);
  throw new Error(`Cannot build TensorFlow.js natively: "${command} ${args[0]}": ${words}`);
}

/** Null where the command is not installed. */
async function output(
  command: string,
  args: readonly string[],
  { env, signal }: { env?: Record<string, string>; signal?: AbortSignal },
): Promise<Deno.CommandOutput | null> {
  signal?.throwIfAborted();
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
function lastWords(stderr: Uint8Array): string {
  const text = new TextDecoder().decode(stderr);
  const lines = text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const line = lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? "failed without a word";
  return line.replace(/https?:\/\/\S*/g, "…").slice(0, 300);
}
