import { join } from "node:path";
import type { Environment, JobRecord } from "./record.ts";
import { environmentFault, recordFault } from "./record_shape.ts";

/** What a run left in its folder, as far as it was measured. */
export interface RunData {
  readonly records: readonly JobRecord[];
  readonly environment: Environment;
}

/**
 * The records and the environment of a run's report.
 *
 * @throws SyntaxError naming the file, the line and what is wrong there
 * @throws Deno.errors.NotFound where a file is missing
 */
export async function readRunData(folder: string): Promise<RunData> {
  const results = join(folder, "results.jsonl");
  const lines = (await Deno.readTextFile(results)).split("\n");
  const machine = join(folder, "environment.json");
  return {
    records: lines.flatMap((line, at) =>
      line === "" ? [] : [
        parsed<JobRecord>(line, {
          at: `${results}:${at + 1}`,
          fault: recordFault,
        }),
      ]
    ),
    environment: parsed(await Deno.readTextFile(machine), { at: machine, fault: environmentFault }),
  };
}

function parsed<T>(
  text: string,
  { at, fault }: { readonly at: string; readonly fault: (value: unknown) => string | null },
): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new SyntaxError(`Cannot read ${at}: it is not JSON`);
  }
  const found = fault(value);
  if (found !== null) throw new SyntaxError(`Cannot read ${at}: ${found}`);
  return value as T;
}
