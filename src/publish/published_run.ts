import { basename, join } from "node:path";
import { type KeptRow, readBenchRows } from "../bench/bench_file.ts";
import { checkedJson } from "../records/checked_json.ts";
import { fields, listOf, text } from "../records/data_shape.ts";
import { readRunData } from "../records/run_data.ts";
import { latestRun, runFolders } from "../records/run_folders.ts";
import type { Environment, JobRecord, VerdictKind } from "../records/record.ts";
import { readStudyData, type StudyData } from "../records/study_data.ts";

/** A verdict as a run's claims.json has it, in the words of its day. */
export interface PrintedVerdict {
  readonly id: string;
  readonly statement: string;
  /** Place in the paper. */
  readonly place: string;
  readonly verdict: string;
  readonly kind: VerdictKind;
  /** Ours with interval, or null. */
  readonly ours?: string | null;
  /** What fits by other recipes than the paper's read as, or null; runs of old have none. */
  readonly open?: string | null;
}

/** A run in a folder of its own below `reports/`. */
export interface PublishedRun {
  /** Of the folder. */
  readonly name: string;
  readonly environment: Environment;
  readonly records: readonly JobRecord[];
  readonly claims: readonly PrintedVerdict[];
  readonly bench: readonly KeptRow[];
  readonly study: StudyData | null;
  /** Size of index.html. */
  readonly pageBytes: number;
  /** What whoever published it said of it; "" where nothing. */
  readonly note: string;
}

/** What whoever publishes a run wants said of it. */
export const noteFile = "note.txt";

const printed = listOf(
  fields({ id: text, statement: text, place: text, verdict: text, kind: text }),
);

/**
 * A run as its folder keeps it.
 *
 * @throws {SyntaxError} naming the file and what is wrong there
 * @throws {Deno.errors.NotFound} where a file is missing
 */
export async function readPublishedRun(folder: string): Promise<PublishedRun> {
  const { records, environment } = await readRunData(folder);
  return {
    name: basename(folder),
    environment,
    records,
    claims: await readPrintedVerdicts(join(folder, "claims.json")),
    bench: await readBenchRows(folder),
    study: await readStudyData(folder),
    pageBytes: (await Deno.stat(join(folder, "index.html"))).size,
    note: await noteOf(folder),
  };
}

/**
 * The verdicts that a claims.json prints.
 *
 * @throws {SyntaxError} where it is not a list of verdicts
 */
export async function readPrintedVerdicts(path: string): Promise<PrintedVerdict[]> {
  const fault = (value: unknown) => printed(value, "claims");
  return checkedJson(await Deno.readTextFile(path), { at: path, fault });
}

/** Every run below a folder, the earliest first; folders that hold no report are passed over. */
export async function readPublishedRuns(reports: string): Promise<PublishedRun[]> {
  const runs: PublishedRun[] = [];
  for (const name of await runFolders(reports)) {
    // What `deno task reproduce` writes is nobody's publication.
    if (name === latestRun) continue;
    const folder = join(reports, name);
    if (!await holdsReport(folder)) continue;
    runs.push(await readPublishedRun(folder));
  }
  return runs.sort((a, b) => startOf(a) < startOf(b) ? -1 : 1);
}

const startOf = ({ environment, name }: PublishedRun) => `${environment.startedAt} ${name}`;

/** A run without a page and verdicts is none yet. */
async function holdsReport(folder: string): Promise<boolean> {
  const wanted = ["index.html", "environment.json", "claims.json"];
  const there = await Promise.all(
    wanted.map((file) => Deno.stat(join(folder, file)).then(({ isFile }) => isFile, () => false)),
  );
  return there.every(Boolean);
}

async function noteOf(folder: string): Promise<string> {
  try {
    return (await Deno.readTextFile(join(folder, noteFile))).trim();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
