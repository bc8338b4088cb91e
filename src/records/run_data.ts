import { join } from "node:path";
import { checkedJson } from "./checked_json.ts";
import type { Environment, JobRecord } from "./record.ts";
import { environmentFault, recordFault } from "./record_shape.ts";

/** What a run left in its folder, as far as it was measured. */
export interface RunData {
  readonly records: readonly JobRecord[];
  readonly environment: Environment;
}

/** What the two files of a run hold, as text. */
export interface RunFiles {
  readonly results: string;
  readonly environment: string;
}

/**
 * The records and the environment of a run's report.
 *
 * @throws SyntaxError naming the file, the line and what is wrong there
 * @throws Deno.errors.NotFound where a file is missing
 */
export async function readRunData(folder: string): Promise<RunData> {
  const [results, environment] = await Promise.all(
    ["results.jsonl", "environment.json"].map((file) => Deno.readTextFile(join(folder, file))),
  );
  return parseRunData({ results, environment }, { folder });
}

/**
 * The same of files that were read already; `folder` is what errors call their place.
 *
 * @throws SyntaxError naming the file, the line and what is wrong there
 */
export function parseRunData(
  { results, environment }: RunFiles,
  { folder = "" }: { readonly folder?: string } = {},
): RunData {
  const lines = results.split("\n");
  const at = join(folder, "results.jsonl");
  const machine = join(folder, "environment.json");
  return {
    records: lines.flatMap((line, i) =>
      line === ""
        ? []
        : [checkedJson<JobRecord>(line, { at: `${at}:${i + 1}`, fault: recordFault })]
    ),
    environment: checkedJson(environment, { at: machine, fault: environmentFault }),
  };
}
