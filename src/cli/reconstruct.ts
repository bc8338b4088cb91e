/**
 * `deno task reconstruct`: one forward pass from a solution's two vectors, or from each chunk's of a
 * page, printed as text.
 *
 * @module
 */
// deno-lint-ignore-file no-console -- a command's result goes to the console
import { MODELS } from "../fixtures/mod.ts";
import { encoderRecipe } from "../library/encoder_recipe.ts";
import type { Model } from "../library/model.ts";
import { type ReadBack, readBack } from "../library/reconstruct.ts";
import { readPageBack } from "../library/reconstruct_page.ts";
import { isPage, readPage } from "../records/page.ts";
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
  const program = command("reconstruct", "Print the text a solution or a page holds")
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

/** A file, opened: who made it, what it says of itself, and how it is read. */
interface Stored extends Pick<Solution, "model" | "accuracy"> {
  readonly tokens: number;
  /** What made it. */
  readonly by: "fit" | "encoder";
  /** In how many chunks; null of a solution, which is one text. */
  readonly chunks: number | null;
  readonly read: (model: Model) => Promise<ReadBack>;
}

async function run(path: string, flags: ReconstructFlags, signal: AbortSignal): Promise<void> {
  const stored = await storedIn(path).catch((error) => {
    if (error instanceof Deno.errors.NotFound) {
      throw new UsageError(`Cannot read solution "${path}": there is no such file`);
    }
    throw error;
  });
  const talk = makeTalk();
  const name = modelFor(stored, { flags, path });
  await using model = await openForCommand(name, { ...flags, talk, signal });
  talk.waiting("  compiling the forward pass");
  const { text, ids, exact } = await stored.read(model).catch((error) => {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(error.message.replace("reconstruct", () => `reconstruct "${path}"`));
  });
  const { tokens, accuracy, chunks, by } = stored;
  const told = { model: model.id, tokens, ...chunks === null ? {} : { chunks }, exact, ids, text };
  console.log(flags.json ? JSON.stringify(told) : text);
  if (!exact && accuracy === 1) {
    throw new Error(
      `Cannot vouch for this text: "${path}" says that all ${tokens} tokens are right, and this pass ` +
        `gives others; it was changed, or ${flags.engine} computes otherwise here than where it was ` +
        `fitted`,
    );
  }
  const where = chunks === null
    ? `${tokens} tokens in one pass`
    : `${tokens} tokens in ${chunks} chunks, one pass each, side by side`;
  talk.line(
    exact
      ? `${where}, exactly the text that was fitted`
      : `${where}; the ${by} had ${Math.round(accuracy * 100)} % right`,
  );
}

/** What the file holds: a page where it says so, else a solution. */
async function storedIn(path: string): Promise<Stored> {
  // What cannot be told apart is for the solution's reader to refuse.
  if (!await isPage(path).catch(() => false)) {
    const solution = await readSolution(path);
    const by = solution.recipe === encoderRecipe ? "encoder" : "fit";
    return { ...solution, by, chunks: null, read: (model) => readBack(model, solution) };
  }
  const page = await readPage(path);
  return {
    model: page.model,
    tokens: page.tokens.reduce((sum, tokens) => sum + tokens, 0),
    accuracy: 1,
    by: "fit",
    chunks: page.tokens.length,
    read: (model) => readPageBack(model, page),
  };
}

/** Which model is to read it. A file from elsewhere names none of this machine's paths. */
function modelFor(
  { model }: Pick<Solution, "model">,
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
