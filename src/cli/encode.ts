/**
 * `deno task encode`: maps a text to two proto-tokens by the model's encoder, without fitting.
 *
 * @module
 */
// deno-lint-ignore-file no-console -- a command's result goes to the console
import { encode as encodeTexts } from "../library/encode.ts";
import type { ArrangementName } from "../proto/mod.ts";
import { writeSolution } from "../records/solution.ts";
import { openForCommand } from "./_open_for_command.ts";
import { command, runCommand, UsageError, wholeNumber } from "./_run_command.ts";
import { talk as makeTalk } from "./_talk.ts";
import { textsGiven } from "./_text_argument.ts";
import { mustTakeFile } from "./_writable.ts";

interface EncodeFlags {
  readonly text?: string[];
  readonly file?: string;
  readonly model: string;
  readonly tokens?: number;
  readonly arrangement: string;
  readonly threads?: number;
  readonly out?: string;
  readonly json?: boolean;
}

/** Runs the command line `args` and gives its exit status. */
export async function encode(args: readonly string[]): Promise<number> {
  const interrupt = new AbortController();
  const program = command("encode", "Map a text to two proto-tokens in one pass, without fitting")
    .option("--text <text...>", "text to encode, or several")
    .option("--file <path>", "file whose text to encode, in UTF-8; - reads stdin")
    .option("--model <id>", "model, one that has an encoder", "tiny-llama")
    .option("--tokens <n>", "encode only the first n tokens", wholeNumber(1))
    .option("--arrangement <name>", "order of the proto-tokens", "[e][m]×(N−1)")
    .option("--threads <n>", "threads of the engine (default: all)", wholeNumber(1, 512))
    .option("--out <path>", "where to write the solution (.safetensors; one text only)")
    .option("--json", "print one object per text")
    .action((flags: EncodeFlags) => run(flags, interrupt.signal));
  return await runCommand(program, args, { interrupt });
}

async function run(flags: EncodeFlags, signal: AbortSignal): Promise<void> {
  const talk = makeTalk();
  const texts = await textsGiven(flags, { to: "encode" });
  const { out, tokens, json } = flags;
  if (out !== undefined) await mustTakeFile(out);
  await using model = await openForCommand(flags.model, { ...flags, talk, signal });
  const arrangement = flags.arrangement as ArrangementName;
  const solutions = await encodeTexts(model, texts, { tokens, arrangement }).catch((error) => {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  });
  if (out !== undefined) await writeSolution(out, solutions[0]);
  for (const { proto: _, ...solution } of solutions) {
    if (json) console.log(JSON.stringify({ ...solution, out: out ?? null }));
    else console.log(solution.reconstruction);
    talk.line(
      solution.exact
        ? `${solution.tokens} tokens, all right straight from the encoder`
        : `${solution.correctTokens} of ${solution.tokens} tokens right straight from the encoder; ` +
          `deno task fit --start encoder goes on from there`,
    );
  }
}

if (import.meta.main) Deno.exit(await encode(Deno.args));
