/**
 * `deno task bundle`: a finished run in one file that opens without the tool.
 *
 * @module
 */
// deno-lint-ignore-file no-console -- a command's result goes to the console
import { writeFileAtomic } from "../fixtures/mod.ts";
import { makeBundle, megabytes } from "../publish/mod.ts";
import { command, runCommand } from "./_run_command.ts";
import { say } from "./_say.ts";
import { mustTakeFile } from "./_writable.ts";

/** Runs the command line `args` and gives its exit status. */
export async function bundle(args: readonly string[]): Promise<number> {
  const interrupt = new AbortController();
  const program = command("bundle", "Put a run into one zip, with hashes of all that it rests on")
    .argument("<folder>", 'a run\'s folder, as "deno task reproduce --out" leaves it')
    .requiredOption("--out <file>", "where to write the bundle (.zip)")
    .option("--json", "print an object")
    .action(run);
  return await runCommand(program, args, { interrupt });
}

async function run(
  folder: string,
  { out, json }: { readonly out: string; readonly json?: boolean },
): Promise<void> {
  await mustTakeFile(out);
  const { bytes, sha256, files } = await makeBundle(folder);
  await writeFileAtomic(out, bytes);
  console.log(json ? JSON.stringify({ out, sha256, files, bytes: bytes.length }) : out);
  say(`${files} files, ${megabytes(bytes.length)}, sha256 ${sha256}`);
}

if (import.meta.main) Deno.exit(await bundle(Deno.args));
