import { join } from "node:path";
import { canonicalJson, sha256 } from "../../records/canonical.ts";
import { readRunData } from "../../records/run_data.ts";
import { checklist } from "../checklist.ts";
import { checklistMarkdown } from "../checklist_markdown.ts";
import { filesBelow, linkedFiles } from "../linked_files.ts";
import { readPublishedRun } from "../published_run.ts";
import { runName } from "../run_name.ts";
import { blockHashes } from "./block_hashes.ts";
import { type BundledFile, bundleFormat, sealed, sumsOf } from "./bundle_manifest.ts";
import { judgedAgain, verdictFaults } from "./judged_again.ts";
import { fixtureHashes, judgingSha256 } from "./tree_hashes.ts";
import { packer, zipped } from "./zip.ts";

/** A run in one file. */
export interface Bundle {
  readonly bytes: Uint8Array;
  readonly sha256: string;
  /** How many files it holds. */
  readonly files: number;
}

/** The data that travel along, where a run has them. */
const data = [
  "results.jsonl",
  "environment.json",
  "claims.json",
  "index.html",
  "bench.jsonl",
  "study.json",
  "encoder.json",
  "plan.json",
  "note.txt",
];

/**
 * A run's records, environment, verdicts, page, charts and checklist as a zip, with the hash of each
 * file and of the committed data it rests on. The same folder gives the same bytes.
 *
 * @throws {RangeError} where a file is missing, or the verdicts are not those that its records give
 */
export async function makeBundle(folder: string): Promise<Bundle> {
  const wrong = (what: string) =>
    new RangeError(
      `Cannot bundle "${folder}": ${what}; write its report anew with "deno task report ${folder}"`,
    );
  const run = await readPublishedRun(folder).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw wrong("it lacks results.jsonl, environment.json, claims.json or index.html");
  });
  const printed = JSON.parse(await Deno.readTextFile(join(folder, "claims.json")));
  const [fault] = verdictFaults(printed, judgedAgain(await readRunData(folder)));
  if (fault !== undefined) {
    throw wrong(`its claims.json is not what its records give: ${fault}`);
  }
  const name = runName(run.environment);
  const encoder = new TextEncoder();
  const files = await filesOf(folder, wrong);
  const items = checklist(run);
  files.set("checklist.json", encoder.encode(JSON.stringify(items, null, 2) + "\n"));
  files.set("checklist.md", encoder.encode(checklistMarkdown(items, { name })));
  files.set("README.txt", encoder.encode(readme(name)));
  const { startedAt, command, commit, codeSha256 } = run.environment;
  const manifest = sealed({
    format: bundleFormat,
    run: { name, startedAt, command, commit, codeSha256 },
    judgingSha256: await judgingSha256(),
    packer,
    files: Object.fromEntries([...files].map(([file, content]) => [file, described(content)])),
    fixtures: await fixtureHashes(),
  });
  const manifestJson = encoder.encode(canonicalJson(manifest) + "\n");
  files.set("manifest.json", manifestJson);
  files.set("SHA256SUMS", encoder.encode(sumsOf(manifest, manifestJson)));
  const bytes = zipped(files);
  return { bytes, sha256: sha256(bytes), files: files.size };
}

function described(content: Uint8Array): BundledFile {
  return { bytes: content.length, sha256: sha256(content), blocks: blockHashes(content) };
}

async function filesOf(
  folder: string,
  wrong: (what: string) => RangeError,
): Promise<Map<string, Uint8Array>> {
  const there = await filesBelow(folder);
  const linked = linkedFiles(await Deno.readTextFile(join(folder, "index.html")));
  for (const file of linked) {
    if (!there.includes(file)) throw wrong(`its page links to "${file}", which is not there`);
  }
  const wanted = there.filter((file) =>
    data.includes(file) || file.startsWith("charts/") || linked.includes(file)
  );
  return new Map(
    await Promise.all(
      wanted.map(async (file): Promise<[string, Uint8Array]> => [
        file,
        await Deno.readFile(join(folder, file)),
      ]),
    ),
  );
}

function readme(name: string): string {
  return `A run of Onepass, ${name}: an independent check of "Exploring the Hidden Capacity of LLMs for
One-Step Text Generation" (Mezentsev and Oseledets, arXiv 2505.21189v2).

index.html        the report; a browser opens it, offline
claims.json       one verdict a claim, with its grounds
results.jsonl     one record a job, every sample kept
environment.json  the machine, the software, the command
checklist.md      a reproducibility checklist, filled from the run
charts/           what the report draws, as SVG, CSV and Vega-Lite specification
manifest.json     hashes of all that and of the committed data it rests on
SHA256SUMS        the same for "sha256sum -c SHA256SUMS"

Nothing but a zip program and a browser is needed to read it. With Onepass at hand, "deno task verify"
and this bundle's path checks every byte, and judges the records again.
`;
}
