/**
 * `deno task lint-paper`: checks the paper's published numbers against each other.
 *
 * @module
 */
// deno-lint-ignore-file no-console -- a command's result goes to the console
import { type Finding, lintPaper as check, published } from "../paper/mod.ts";
import { command, runCommand } from "./_run_command.ts";

/** Runs the command line `args` and gives its exit status; findings are a result, not a failure. */
export async function lintPaper(args: readonly string[]): Promise<number> {
  const program = command(
    "lint-paper",
    "Check the paper's published numbers against each other; one finding a line",
  )
    .option("--json", "print the findings as JSON")
    .action(({ json }: { json?: boolean }) => {
      const findings = check(published);
      if (json) console.log(JSON.stringify(findings, null, 2));
      else for (const finding of findings) console.log(inOneLine(finding));
    });
  return await runCommand(program, args, { interrupt: new AbortController() });
}

function inOneLine({ id, places, message, arithmetic }: Finding): string {
  return `${id} (${places.join(", ")}): ${message}: ${arithmetic.join("; ")}`;
}

if (import.meta.main) Deno.exit(await lintPaper(Deno.args));
