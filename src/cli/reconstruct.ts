/**
 * `deno task reconstruct`: one forward pass from a solution's two vectors, printed as text.
 *
 * @module
 */
// deno-lint-ignore-file no-console -- a command's result goes to the console
import { MODELS } from "../fixtures/mod.ts";
import { tokenIdsSha256 } from "../records/canonical.ts";
import { type ModelSession, openSession } from "../harness/model_session.ts";
import { readSolution, type Solution } from "../records/solution.ts";
import { arrangementNamed } from "../proto/mod.ts";
import { chosenEngine } from "./_chosen_engine.ts";
import { readyModel } from "./_ready_model.ts";
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
    .option("--model <id>", "model (default: the one the solution names)")
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
  const model = flags.model ?? (solution.model || MODELS.default);
  const { ready, tokenizer } = await readyModel(model, { ...flags, talk, signal });
  mustBeMadeFor(ready, solution, path);
  talk.waiting("  compiling the forward pass");
  const threads = navigator.hardwareConcurrency;
  using session = await openSession(ready, await chosenEngine(flags, { ready, threads }));
  mustFit(session, solution, path);
  const { arrangement, tokens, proto } = solution;
  const ids = await session.reconstruct({ arrangement, tokens, proto });
  const exact = tokenIdsSha256(ids) === solution.tokenIdsSha256;
  const text = tokenizer.decode(ids);
  console.log(flags.json ? JSON.stringify({ model, tokens, exact, ids, text }) : text);
  if (!exact && solution.accuracy === 1) {
    throw new Error(
      `Cannot vouch for this text: "${path}" says that all ${tokens} tokens are right, and this pass ` +
        `gives others; it was changed, or ${flags.engine} computes otherwise here than where it was ` +
        `fitted`,
    );
  }
  talk.line(
    exact
      ? `${tokens} tokens in one pass, exactly the text that was fitted`
      : `${tokens} tokens in one pass; the fit had ${Math.round(solution.accuracy * 100)} % right`,
  );
}

function mustBeMadeFor(
  { id, weightsSha256 }: { id: string; weightsSha256: string },
  solution: Solution,
  path: string,
): void {
  if (solution.weightsSha256 === weightsSha256) return;
  throw new UsageError(
    `Cannot reconstruct "${path}": it was made for weights ${
      solution.weightsSha256.slice(0, 12)
    }… ` +
      `(${solution.model}), ${id} has ${weightsSha256.slice(0, 12)}…`,
  );
}

/** A file that names the right weights may still hold anything. */
function mustFit({ width, context }: ModelSession, solution: Solution, path: string): void {
  const { arrangement, tokens } = solution;
  if (solution.width !== width) {
    throw new UsageError(
      `Cannot reconstruct "${path}": its vectors have ${solution.width} components, the model's ` +
        `${width}`,
    );
  }
  // Counted only once it is known to be a number of a sane size.
  const positions = tokens > context ? tokens : arrangementNamed(arrangement).inputs(tokens).length;
  if (positions <= context) return;
  throw new UsageError(
    `Cannot reconstruct "${path}": it speaks of ${tokens} tokens, the model's context is ${context}`,
  );
}

if (import.meta.main) Deno.exit(await reconstruct(Deno.args));
