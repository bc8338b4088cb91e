/**
 * `deno task reconstruct`: one forward pass from a solution's two vectors, printed as text.
 *
 * @module
 */
// deno-lint-ignore-file no-console -- a command's result goes to the console
import { MODELS } from "../fixtures/mod.ts";
import { readBack } from "../library/reconstruct.ts";
import { readSolution, type Solution } from "../records/solution.ts";
import { openForCommand } from "./_open_for_command.ts";
import { command, runCommand, UsageError } from "./_run_command.ts";
import { talk as makeTalk } from "./_talk.ts";

interface ReconstructFlags {
  readonly model?: string;
  readonly modelFile?: string;
  readonly engine: string;
  readonly device?: string;
  readonly json?: boolean;
}

/** Runs the command line `args` and gives its exit status. */
export async function reconstruct(args: readonly string[]): Promise<number> {
  const interrupt = new AbortController();
  const program = command("reconstruct", "Print the text a solution holds, in one forward pass")
    .argument("<solution>", 'file written by "deno task fit --out"')
    .option("--model <id>", "model, or the path of one of your own (default: the solution's)")
    .option("--model-file <path>", "take the model from this file (or the files of this folder)")
    .option("--engine <name>", "onnxruntime or tfjs", "onnxruntime")
    .option(
      "--device <name>",
      "of onnxruntime: cpu, webgpu or cuda; of tfjs: tensorflow, wasm or cpu",
    )
    .option("--json", "print an object")
    .action((path: string, flags: ReconstructFlags) => run(path, flags, interrupt.signal));
  return await runCommand(program, args, { interrupt });
}

async function run(path: string, flags: ReconstructFlags, signal: AbortSignal): Promise<void> {
  const solution = await readSolution(path).catch((error) => {
    if (error instanceof Deno.errors.NotFound) {
      throw new UsageError(`Cannot read solution "${path}": there is no such file`);
    }
    throw error;
  });
  const talk = makeTalk();
  const name = modelFor(solution, { flags, path });
  await using model = await openForCommand(name, { ...flags, talk, signal });
  talk.waiting("  compiling the forward pass");
  const { text, ids, exact } = await readBack(model, solution).catch((error) => {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(error.message.replace("reconstruct", () => `reconstruct "${path}"`));
  });
  const { tokens, accuracy } = solution;
  console.log(flags.json ? JSON.stringify({ model: model.id, tokens, exact, ids, text }) : text);
  if (!exact && accuracy === 1) {
    throw new Error(
      `Cannot vouch for this text: "${path}" says that all ${tokens} tokens are right, and this pass ` +
        `gives others; it was changed, or ${flags.engine} computes otherwise here than where it was ` +
        `fitted`,
    );
  }
  talk.line(
    exact
      ? `${tokens} tokens in one pass, exactly the text that was fitted`
      : `${tokens} tokens in one pass; the fit had ${Math.round(accuracy * 100)} % right`,
  );
}

/** Which model is to read it. A file from elsewhere names none of this machine's paths. */
function modelFor(
  { model }: Solution,
  { flags, path }: { readonly flags: ReconstructFlags; readonly path: string },
): string {
  if (flags.model !== undefined) return flags.model;
  if (model === "") return MODELS.default;
  if (MODELS.models.some(({ id }) => id === model)) return model;
  throw new UsageError(
    `Cannot reconstruct "${path}": it was made by model "${model}", which is none of the known ` +
      `ones; name its files with --model`,
  );
}

if (import.meta.main) Deno.exit(await reconstruct(Deno.args));
