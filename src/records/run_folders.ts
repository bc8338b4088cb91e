import { join } from "node:path";

/**
 * Names of the folders right below one that hold a run's results, sorted. Other things lie below
 * `reports/` too: a gate's baselines, what is published of cards.
 *
 * @throws Deno.errors.NotFound where there is no such folder
 */
export async function runFolders(reports: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(reports)) {
    if (isDirectory && await isFile(join(reports, name, "results.jsonl"))) names.push(name);
  }
  return names.sort();
}

async function isFile(path: string): Promise<boolean> {
  return await Deno.stat(path).then((found) => found.isFile, () => false);
}

/** What `deno task reproduce` writes where nobody says otherwise: kept nowhere, and no publication. */
export const latestRun = "latest";
