/** A finished run in a folder of its own: committed records, judged by today's claims, a page of a line. */
import { join } from "node:path";
import { evaluateClaims } from "../../src/claims/mod.ts";
import { readRunData } from "../../src/records/run_data.ts";

/** A committed run of 23 records. */
export const committed = new URL("../../reports/2026-11-24-epyc-2-cores/", import.meta.url);

export const chart = "charts/accuracy.csv";

/** Writes it into `folder`, some of its files changed or left out (null). */
export async function writeSmallRun(
  folder: string,
  changed: Readonly<Record<string, string | null>> = {},
): Promise<void> {
  const [results, environment] = await Promise.all(
    ["results.jsonl", "environment.json"].map((name) =>
      Deno.readTextFile(new URL(name, committed))
    ),
  );
  const files: Record<string, string | null> = {
    "results.jsonl": results,
    "environment.json": environment,
    "index.html": `<!doctype html><title>A run</title><a href="${chart}">data</a>
<script>const no = '<a href="nowhere.csv">';</script><a href="https://arxiv.org/abs/2505.21189">paper</a>\n`,
    [chart]: "tokens,accuracy\n4,1\n8,1\n",
    ...changed,
  };
  await Deno.mkdir(join(folder, "charts"), { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    if (content !== null) await Deno.writeTextFile(join(folder, name), content);
  }
  if ("claims.json" in changed || changed["results.jsonl"] !== undefined) return;
  const { records, environment: machine } = await readRunData(folder);
  const claims = JSON.stringify(evaluateClaims(records, machine), null, 2);
  await Deno.writeTextFile(join(folder, "claims.json"), `${claims}\n`);
}
