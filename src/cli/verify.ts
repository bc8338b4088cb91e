/**
 * `deno task verify`: checks a bundle to the last byte, and judges its records again.
 *
 * @module
 */
// deno-lint-ignore-file no-console -- a command's result goes to the console
import { type BundleCheck, verifyBundle } from "../publish/mod.ts";
import { sha256 as sha256Of } from "../records/canonical.ts";
import { command, runCommand, UsageError } from "./_run_command.ts";
import { say } from "./_say.ts";

/** Exit status where a bundle is not what was made. */
const off = 1;

interface VerifyFlags {
  readonly sha256?: string;
  readonly json?: boolean;
}

/** Runs the command line `args` and gives its exit status. */
export async function verify(args: readonly string[]): Promise<number> {
  const interrupt = new AbortController();
  let faults = 0;
  const program = command("verify", "Check a bundle's every byte, number and verdict")
    .argument("<bundle>", 'file written by "deno task bundle"')
    .option("--sha256 <hash>", "of the whole bundle, as who made it tells it")
    .option("--json", "print an object")
    .addHelpText("after", "1 where a byte, a number or a verdict is off: each is named on stdout.")
    .action(async (path: string, flags: VerifyFlags) => {
      faults = await run(path, flags);
    });
  const status = await runCommand(program, args, { interrupt });
  return status === 0 && faults > 0 ? off : status;
}

/** How many faults it has. */
async function run(path: string, { sha256, json }: VerifyFlags): Promise<number> {
  const bytes = await Deno.readFile(path).catch((error) => {
    if (error instanceof Deno.errors.NotFound) {
      throw new UsageError(`Cannot verify "${path}": there is no such file`);
    }
    throw error;
  });
  const check = withWhole(await verifyBundle(bytes), { sha256, own: sha256Of(bytes) });
  const { faults, notes, files, records, verdicts } = check;
  if (json) console.log(JSON.stringify(check, null, 2));
  else {
    for (const { file, what } of faults) console.log(`${file}: ${what}`);
    if (faults.length === 0) {
      console.log(
        `${files} files are what was bundled; ${records} records give all ${verdicts} verdicts again`,
      );
    }
  }
  for (const note of notes) say(`note: ${note}`);
  return faults.length;
}

function withWhole(
  check: BundleCheck,
  { sha256, own }: { readonly sha256?: string; readonly own: string },
): BundleCheck {
  if (sha256 === undefined || sha256.toLowerCase() === own) return check;
  const fault = { file: "the zip", what: `its sha256 is ${own}, want ${sha256.toLowerCase()}` };
  return { ...check, faults: [...check.faults, fault] };
}

if (import.meta.main) Deno.exit(await verify(Deno.args));
