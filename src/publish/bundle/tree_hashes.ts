import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sha256 } from "../../records/canonical.ts";
import { filesBelow } from "../linked_files.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** What jobs, texts and verdicts rest on: texts and weights by the manifests that pin each of them. */
const fixtureFolders = ["experiments", "paper", "profiles", "starts", "texts/words"];
const fixtureFiles = [
  "devices.json",
  "models.json",
  "seeds.json",
  "study.json",
  "texts.json",
  "tiny/manifest.json",
];

/** The folders whose code turns records into verdicts. */
const judging = ["claims", "paper", "statistics"];

/** sha256 of every committed file that a run rests on, by its path in the project. */
export async function fixtureHashes(): Promise<Record<string, string>> {
  const below = await Promise.all(
    fixtureFolders.map(async (folder) =>
      (await filesBelow(join(root, "fixtures", folder))).map((file) => `${folder}/${file}`)
    ),
  );
  const files = [...fixtureFiles, ...below.flat()].map((file) => `fixtures/${file}`).sort();
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [file, await hashOf(file)])),
  );
}

/** sha256 over the code that judges, byte for byte: another rule, another hash. */
export async function judgingSha256(): Promise<string> {
  const lines: string[] = [];
  for (const folder of judging) {
    for (const file of await filesBelow(join(root, "src", folder))) {
      lines.push(`src/${folder}/${file} ${await hashOf(`src/${folder}/${file}`)}`);
    }
  }
  return sha256(lines.join("\n"));
}

async function hashOf(file: string): Promise<string> {
  return sha256(await Deno.readFile(join(root, file)));
}
