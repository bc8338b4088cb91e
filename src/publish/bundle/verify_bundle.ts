import { sha256 } from "../../records/canonical.ts";
import { parseRunData, type RunData } from "../../records/run_data.ts";
import { firstChange } from "./block_hashes.ts";
import { type BundleManifest, manifestFault, sumsOf } from "./bundle_manifest.ts";
import { judgedAgain, verdictFaults } from "./judged_again.ts";
import { numberFaults } from "./number_faults.ts";
import { fixtureHashes, judgingSha256 } from "./tree_hashes.ts";
import { fileAt, type Files, packer, unzipped, zipped } from "./zip.ts";

/** Something about a bundle that is not as it was made, and where. */
export interface BundleFault {
  /** A file of the bundle; "the zip" where it is none of them. */
  readonly file: string;
  readonly what: string;
}

/** What came of checking a bundle. */
export interface BundleCheck {
  readonly faults: readonly BundleFault[];
  /** What is worth knowing and no fault: other code or data here than the bundle was made with. */
  readonly notes: readonly string[];
  readonly files: number;
  readonly verdicts: number;
  readonly records: number;
}

/**
 * Checks a bundle to the last byte and number:
 *
 *     zip ─ files ─ their hashes ─ records ─ numbers taken again ─ verdicts judged again
 *                                                                 └ by this checkout's claims
 *
 * All faults are gathered; none hides another.
 */
export async function verifyBundle(bytes: Uint8Array): Promise<BundleCheck> {
  let contents;
  try {
    contents = unzipped(bytes);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return none([{ file: "the zip", what: error.message }]);
  }
  const { files, broken } = contents;
  const faults: BundleFault[] = broken.map((file) => ({ file, what: "it does not unpack" }));
  const manifest = manifestIn(files, faults);
  if (manifest === null) {
    return { ...none(faults.length > 0 ? faults : [missing("manifest.json")]), files: files.size };
  }
  faults.push(...fileFaults(files, { manifest, broken }));
  const notes = await otherSurroundings(manifest);
  const judged = recordFaults(files, faults, { otherCode: notes.length > 0 });
  // Last: what is wrong inside is said by its file already.
  if (faults.length === 0) faults.push(...zipFaults(bytes, { files, manifest, notes }));
  return { faults, notes, files: files.size, ...judged };
}

const none = (faults: readonly BundleFault[]): BundleCheck => ({
  faults,
  notes: [],
  files: 0,
  verdicts: 0,
  records: 0,
});

const missing = (file: string): BundleFault => ({ file, what: "it is missing" });

function manifestIn(files: Files, faults: BundleFault[]): BundleManifest | null {
  const content = files.get("manifest.json");
  if (content === undefined) return null;
  try {
    const value = JSON.parse(textOf(content));
    const fault = manifestFault(value);
    if (fault === null) return value as BundleManifest;
    faults.push({ file: "manifest.json", what: fault });
  } catch {
    faults.push({ file: "manifest.json", what: "it is not JSON" });
  }
  return null;
}

function fileFaults(
  files: Files,
  { manifest, broken }: { readonly manifest: BundleManifest; readonly broken: readonly string[] },
): BundleFault[] {
  const faults: BundleFault[] = [];
  for (const [file, { bytes, sha256: want, blocks }] of Object.entries(manifest.files)) {
    const content = files.get(file);
    if (content === undefined) {
      if (!broken.includes(file)) faults.push(missing(file));
      continue;
    }
    const got = sha256(content);
    if (got === want) continue;
    const length = content.length === bytes ? "" : `it has ${content.length} bytes of ${bytes}; `;
    faults.push({
      file,
      what: `${length}${firstChange(content, blocks)} are not what was bundled (sha256 ${got}, ` +
        `want ${want})`,
    });
  }
  const own = ["manifest.json", "SHA256SUMS"];
  for (const file of files.keys()) {
    if (own.includes(file) || Object.hasOwn(manifest.files, file)) continue;
    faults.push({ file, what: "no manifest names it: it was not bundled" });
  }
  const sums = files.get("SHA256SUMS");
  const want = sumsOf(manifest, files.get("manifest.json")!);
  if (sums === undefined && !broken.includes("SHA256SUMS")) faults.push(missing("SHA256SUMS"));
  else if (sums !== undefined && textOf(sums) !== want) {
    const line = textOf(sums).split("\n").findIndex((line, i) => line !== want.split("\n")[i]) + 1;
    faults.push({ file: "SHA256SUMS", what: `line ${line} is not what manifest.json gives` });
  }
  return faults;
}

/** What this checkout has otherwise than where the bundle was made. */
async function otherSurroundings(manifest: BundleManifest): Promise<string[]> {
  const notes: string[] = [];
  if (await judgingSha256() !== manifest.judgingSha256) {
    notes.push("the code that judges is another here than where it was bundled");
  }
  const here = await fixtureHashes();
  const differing = Object.entries(manifest.fixtures)
    .filter(([file, hash]) => here[file] !== hash).map(([file]) => file);
  if (differing.length > 0) {
    notes.push(
      `${differing.length} of its ${
        Object.keys(manifest.fixtures).length
      } committed data files are ` +
        `others here: ${differing.slice(0, 5).join(", ")}${differing.length > 5 ? ", …" : ""}`,
    );
  }
  return notes;
}

/** Reads the records, takes their numbers again and judges them again. */
function recordFaults(
  files: Files,
  faults: BundleFault[],
  { otherCode }: { readonly otherCode: boolean },
): Pick<BundleCheck, "records" | "verdicts"> {
  const [results, environment, claims] = ["results.jsonl", "environment.json", "claims.json"]
    .map((file) => files.get(file));
  if (results === undefined || environment === undefined || claims === undefined) {
    return { records: 0, verdicts: 0 };
  }
  let data: RunData;
  try {
    data = parseRunData({ results: textOf(results), environment: textOf(environment) });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const [, file, what] = /^Cannot read ([\w.]+)(.*)$/s.exec(error.message)!;
    faults.push({ file, what: what.replace(/^:(?=\d)/, "line ").replace(/^: /, "") });
    return { records: 0, verdicts: 0 };
  }
  let given: ReturnType<typeof judgedAgain>;
  try {
    for (const what of numberFaults(data.records)) faults.push({ file: "results.jsonl", what });
    given = judgedAgain(data);
  } catch (error) {
    // Records of the right shape may still hold what no run leaves: no sample, no text.
    const { message } = error as Error;
    faults.push({ file: "results.jsonl", what: `it cannot be judged: ${message}` });
    return { records: data.records.length, verdicts: 0 };
  }
  let printed: unknown;
  try {
    printed = JSON.parse(textOf(claims));
  } catch {
    faults.push({ file: "claims.json", what: "it is not JSON" });
    return { records: data.records.length, verdicts: 0 };
  }
  const why = otherCode ? " (judged by other code or data than where it was bundled)" : "";
  for (const what of verdictFaults(printed, given)) {
    faults.push({ file: "claims.json", what: `${what}${why}` });
  }
  return { records: data.records.length, verdicts: given.length };
}

/** The zip's own bytes: times, names, sums that no file shows. */
function zipFaults(
  bytes: Uint8Array,
  { files, manifest, notes }: {
    readonly files: Files;
    readonly manifest: BundleManifest;
    readonly notes: string[];
  },
): BundleFault[] {
  if (manifest.packer !== packer) {
    notes.push(`it was packed by ${manifest.packer}, here is ${packer}: its zip is not compared`);
    return [];
  }
  const want = zipped(files);
  const length = Math.min(want.length, bytes.length);
  let at = 0;
  while (at < length && want[at] === bytes[at]) at++;
  if (at === want.length && at === bytes.length) return [];
  const file = fileAt(want, at);
  return [{
    file: "the zip",
    what: `byte ${at} is not what its files make, ${
      file === null ? "in its table of contents" : `where "${file}" is packed`
    }`,
  }];
}

const textOf = (content: Uint8Array) => new TextDecoder().decode(content);
